package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.protocol.Sid;
import io.quoll.testkit.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class SubscriptionTableTest {

    private final Clients clients = new Clients(new Limits());
    private final Clients.Client client = clients.connect();
    private final SubscriptionTable table = new SubscriptionTable();

    private static Sid sid(String text) {
        return new Sid(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Subscriptions can only be made by a client. */
    private ClientSubscription subscription(String sid) {
        client.send("SUB foo " + sid + "\r\n");
        ClientSubscription made = client.connection.subscriptions().get(0);
        client.send("UNSUB " + sid + "\r\n");
        return made;
    }

    @Test
    void shouldHoldWhatAMapWouldHold(Random random) {
        // given
        Map<String, ClientSubscription> model = new HashMap<>();
        List<String> faults = new ArrayList<>();

        // when
        for (int i = 0; i < 20_000; i++) {
            // First it grows, then it shrinks.
            int range = i < 10_000 ? 600 : 1 + (20_000 - i) / 20;
            String sid = (random.nextBoolean() ? "" : "a-long-subscription-id-") + random.nextInt(range);
            ClientSubscription known = model.get(sid);
            if (table.get(sid(sid)) != known) {
                faults.add("get " + sid);
            }
            if (known == null) {
                ClientSubscription added = subscription(sid);
                model.put(sid, added);
                table.add(added);
            } else if (random.nextInt(3) > 0) {
                model.remove(sid);
                if (table.remove(sid(sid)) != known) {
                    faults.add("remove " + sid);
                }
            }
            if (table.size() != model.size()) {
                faults.add("size after " + i);
            }
        }

        // then
        assertThat(faults).isEmpty();
        List<ClientSubscription> visited = new ArrayList<>();
        table.forEach(visited::add);
        assertThat(visited).containsExactlyInAnyOrderElementsOf(model.values());
    }

    @Test
    void shouldBeEmptyAfterDraining() {
        // given
        for (int i = 0; i < 100; i++) {
            table.add(subscription("s" + i));
        }

        // when
        long drained = Stream.of(table.drain()).filter(Objects::nonNull).count();

        // then
        assertThat(drained).isEqualTo(100);
        assertThat(table.size()).isZero();
        assertThat(table.get(sid("s1"))).isNull();
    }

    @Test
    void shouldKnowNothingOfWhatWasNeverThere() {
        // given
        Sid unknown = sid("1");

        // when
        ClientSubscription removed = table.remove(unknown);

        // then
        assertThat(removed).isNull();
        assertThat(table.get(unknown)).isNull();
    }
}
