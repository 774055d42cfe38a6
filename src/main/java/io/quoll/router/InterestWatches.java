package io.quoll.router;

import io.quoll.subject.SubjectSyntax;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who wants to know when somebody begins or ceases to listen to a literal subject. Guarded by the router's lock; bounded by those
 * who watch, one for each subject that consumers push to.
 */
final class InterestWatches {

    private final Map<ByteBuffer, Map<Object, Runnable>> bySubject = new HashMap<>();

    void add(byte[] subject, Object key, Runnable listener) {
        bySubject
                .computeIfAbsent(ByteBuffer.wrap(subject), s -> new HashMap<>(2))
                .put(key, listener);
    }

    void remove(byte[] subject, Object key) {
        ByteBuffer wrapped = ByteBuffer.wrap(subject);
        Map<Object, Runnable> listeners = bySubject.get(wrapped);
        if (listeners != null) {
            listeners.remove(key);
            if (listeners.isEmpty()) {
                bySubject.remove(wrapped);
            }
        }
    }

    /** Who is to be told that a subscription with that pattern came or went, once the lock is free. */
    List<Runnable> toldOf(byte[] pattern) {
        if (bySubject.isEmpty()) {
            return List.of();
        }
        if (SubjectSyntax.isLiteral(pattern)) {
            Map<Object, Runnable> listeners = bySubject.get(ByteBuffer.wrap(pattern));
            return listeners == null ? List.of() : List.copyOf(listeners.values());
        }
        List<Runnable> told = new ArrayList<>();
        bySubject.forEach((subject, listeners) -> {
            if (SubjectSyntax.matches(pattern, subject.array())) {
                told.addAll(listeners.values());
            }
        });
        return told;
    }
}
