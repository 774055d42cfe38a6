package io.quoll.connection;

import io.quoll.account.ResponseRules;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reply subjects on which one client may answer, though its permissions would not let it publish there, because it has
 * received messages with them. Publishers on any loop add, the client's own asks.
 *
 * <p>Bounded: what has expired goes, and {@link #MOST} exist at once; then the oldest goes.
 */
final class ResponseAllowances {

    static final int MOST = 65_536;

    private final ResponseRules rules;
    private final Map<String, Allowance> bySubject = new LinkedHashMap<>();

    private static final class Allowance {
        private final long sinceNanos;
        private int used;

        Allowance(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    ResponseAllowances(ResponseRules rules) {
        this.rules = rules;
    }

    /** The client is about to receive a message with this reply subject. One that it had before begins anew. */
    synchronized void allow(byte[] reply, long nowNanos) {
        String subject = text(reply);
        bySubject.remove(subject);
        bySubject.put(subject, new Allowance(nowNanos));
        // All live equally long, so the oldest stand first.
        Iterator<Allowance> oldest = bySubject.values().iterator();
        Allowance first = oldest.next();
        if (bySubject.size() > MOST || isExpired(first, nowNanos)) {
            oldest.remove();
        }
    }

    /** Whether an answer may be published now; counts it. */
    synchronized boolean claim(byte[] subject, long nowNanos) {
        String text = text(subject);
        Allowance allowance = bySubject.get(text);
        if (allowance == null) {
            return false;
        }
        boolean allowed = !isExpired(allowance, nowNanos) && (rules.max() < 0 || allowance.used < rules.max());
        allowance.used++;
        if (!allowed || allowance.used == rules.max()) {
            bySubject.remove(text);
        }
        return allowed;
    }

    synchronized int size() {
        return bySubject.size();
    }

    private boolean isExpired(Allowance allowance, long nowNanos) {
        return !rules.expires().isNegative()
                && nowNanos - allowance.sinceNanos > rules.expires().toNanos();
    }

    private static String text(byte[] subject) {
        return new String(subject, StandardCharsets.ISO_8859_1);
    }
}
