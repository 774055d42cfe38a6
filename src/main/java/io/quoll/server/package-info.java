/**
 * The composition root: puts the broker together from settings, starts and stops it. With {@link io.quoll.monitor} the only
 * home of Quarkus and CDI.
 */
@NullMarked
package io.quoll.server;

import org.jspecify.annotations.NullMarked;
