package io.quoll.monitor;

import java.util.Locale;

/** What {@code /connz} is asked for. */
record ConnzQuery(
        ConnectionOrder order,
        State state,
        Subscriptions subscriptions,
        boolean auth,
        Page page,
        long clientId,
        String user,
        String account,
        String mqttClient) {

    private static final String DETAIL = "detail";

    /** Which connections. */
    enum State {
        OPEN,
        CLOSED,
        ANY
    }

    /** How much of their subscriptions. */
    enum Subscriptions {
        NONE,
        SUBJECTS,
        DETAIL
    }

    static ConnzQuery of(Query query) {
        ConnectionOrder order = ConnectionOrder.of(query.text("sort"));
        State state = state(query.text("state"));
        if (order.isOfEnded() && state != State.CLOSED) {
            throw Query.bad("sort by " + order.key() + " only valid on closed connections");
        }
        long clientId = query.id("cid");
        Page page = Page.of(query);
        return new ConnzQuery(
                order,
                state,
                subscriptions(query),
                query.flag("auth"),
                clientId == 0 ? page : new Page(page.offset(), 1),
                clientId,
                query.text("user"),
                query.text("acc"),
                query.text("mqtt_client"));
    }

    private static State state(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "open" -> State.OPEN;
            case "closed" -> State.CLOSED;
            case "any", "all" -> State.ANY;
            default -> throw Query.bad("Error decoding state for " + text);
        };
    }

    private static Subscriptions subscriptions(Query query) {
        if (query.text("subs").equalsIgnoreCase(DETAIL)) {
            return Subscriptions.DETAIL;
        }
        return query.flag("subs") ? Subscriptions.SUBJECTS : Subscriptions.NONE;
    }

    boolean includesOpen() {
        return state != State.CLOSED;
    }

    boolean includesClosed() {
        return state != State.OPEN;
    }

    boolean isOfAccount(ShownConnection shown) {
        return account.isEmpty() || account.equals(shown.snapshot().account());
    }

    /** Whether it is wanted, once it is one of the account. */
    boolean matches(ShownConnection shown) {
        return (clientId == 0 || clientId == shown.snapshot().clientId())
                && (user.isEmpty() || user.equals(shown.snapshot().user()))
                && mqttClient.isEmpty();
    }
}
