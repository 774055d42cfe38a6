package io.quoll.http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** A broker with the HTTP API, on free ports of this machine only. */
public class ApiProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return new HashMap<>(Map.of(
                "quoll.host", "127.0.0.1",
                "quoll.port", "-1",
                "quoll.http-port", "-1",
                "quoll.jetstream", "true",
                "quoll.http-api-port", "-1",
                "quoll.http-api-heartbeat", "500ms",
                "quoll.http-api-max-pending", "32MB",
                "quoll.max-payload", "64KB",
                "quarkus.http.test-port", "0"));
    }
}
