/**
 * Consumers over HTTP: messages are fetched as pulls on TCP fetch them, each with a token, and tokens say later, over whichever
 * connection, what became of the messages. Everything goes through the subjects of {@code $JS}, with the caller's rights.
 */
@NullMarked
package io.quoll.http.consumer;

import org.jspecify.annotations.NullMarked;
