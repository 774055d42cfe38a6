/**
 * CloudEvents 1.0 over HTTP, in binary, structured and batch mode, and how they are carried as messages: always in binary
 * mode, attributes in headers {@code ce-…} and data as the payload. A message that is no event can be shown as one.
 */
@NullMarked
package io.quoll.http.cloudevents;

import org.jspecify.annotations.NullMarked;
