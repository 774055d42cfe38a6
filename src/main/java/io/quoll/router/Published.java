package io.quoll.router;

import io.quoll.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message.
 *
 * @param receivers how many took it
 * @param acknowledgement what whoever acknowledges messages said, {@code null} if nobody there does
 */
public record Published(int receivers, @Nullable Message acknowledgement) {}
