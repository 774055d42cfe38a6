/**
 * What the operator asked for. In come the words of the command line, the properties {@code quoll.*} and a file in the
 * format of nats-server; out go {@link io.quoll.config.Settings}, complete and consistent, or one {@link
 * io.quoll.config.ConfigException} that names the place of the mistake. {@link io.quoll.config.Setting} is the
 * catalogue all of it follows from. {@code server} is who asks.
 */
@NullMarked
package io.quoll.config;

import org.jspecify.annotations.NullMarked;
