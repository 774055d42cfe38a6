/**
 * What went wrong, as HTTP clients are told: problem documents of RFC 9457, and the one catalogue of their types, codes and
 * statuses. Knows nothing of messages.
 */
@NullMarked
package io.quoll.http.problem;

import org.jspecify.annotations.NullMarked;
