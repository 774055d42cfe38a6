package io.quoll.transport;

import io.quoll.transport.tls.TlsContext;
import org.jspecify.annotations.Nullable;

/** How connections of one listener that come from now on are encrypted. Set at the start and by a reload, read by all loops. */
public final class CurrentTls {

    private volatile @Nullable TlsContext context;

    /** @param context {@code null} for no encryption */
    public CurrentTls(@Nullable TlsContext context) {
        this.context = context;
    }

    public @Nullable TlsContext get() {
        return context;
    }

    public void set(@Nullable TlsContext newContext) {
        this.context = newContext;
    }
}
