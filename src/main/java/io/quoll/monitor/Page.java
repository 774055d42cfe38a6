package io.quoll.monitor;

import java.util.List;

/** Which part of a long list is asked for. */
record Page(int offset, int limit) {

    private static final int DEFAULT_LIMIT = 1024;

    /** What makes no sense is as if it had not been given. */
    static Page of(Query query) {
        int offset = query.number("offset");
        int limit = query.number("limit");
        return new Page(Math.max(0, offset), limit <= 0 ? DEFAULT_LIMIT : limit);
    }

    <T> List<T> of(List<T> all) {
        int from = Math.min(offset, all.size());
        return all.subList(from, (int) Math.min((long) from + limit, all.size()));
    }

    /** Whether the element at this place, counted from 0, is on the page. */
    boolean holds(long place) {
        return place >= offset && place - offset < limit;
    }
}
