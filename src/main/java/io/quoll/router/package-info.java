/**
 * Who gets a message: subscriptions, queue groups and the cache of matches. Publications come in, calls of {@link
 * io.quoll.router.MessageSink} go out, whatever stands behind them.
 */
@NullMarked
package io.quoll.router;

import org.jspecify.annotations.NullMarked;
