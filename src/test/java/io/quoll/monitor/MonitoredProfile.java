package io.quoll.monitor;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A broker with monitoring, both on free ports of this machine only. */
public class MonitoredProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quoll.host", "127.0.0.1",
                "quoll.port", "-1",
                "quoll.http-port", "-1",
                "quoll.server-name", "watched",
                "quoll.server-tags", "blue,green",
                "quarkus.http.test-port", "0");
    }
}
