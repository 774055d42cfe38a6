package io.quoll.router;

import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who wants to know when somebody begins or ceases to listen to a literal subject. Guarded by the router's lock; bounded by those
 * who watch, one for each subject that consumers push to.
 */
final class InterestWatches {

    private final Map<String, Map<Object, Runnable>> bySubject = new HashMap<>();

    private static String text(byte[] subject) {
        return new String(subject, StandardCharsets.UTF_8);
    }

    void add(byte[] subject, Object key, Runnable listener) {
        bySubject.computeIfAbsent(text(subject), s -> new HashMap<>(2)).put(key, listener);
    }

    void remove(byte[] subject, Object key) {
        String watched = text(subject);
        Map<Object, Runnable> listeners = bySubject.get(watched);
        if (listeners != null) {
            listeners.remove(key);
            if (listeners.isEmpty()) {
                bySubject.remove(watched);
            }
        }
    }

    /** Who is to be told that a subscription with that pattern came or went, once the lock is free. */
    List<Runnable> toldOf(byte[] pattern) {
        if (bySubject.isEmpty()) {
            return List.of();
        }
        if (SubjectSyntax.isLiteral(pattern)) {
            Map<Object, Runnable> listeners = bySubject.get(text(pattern));
            return listeners == null ? List.of() : List.copyOf(listeners.values());
        }
        List<Runnable> told = new ArrayList<>();
        bySubject.forEach((subject, listeners) -> {
            if (SubjectSyntax.matches(pattern, subject.getBytes(StandardCharsets.UTF_8))) {
                told.addAll(listeners.values());
            }
        });
        return told;
    }
}
