package io.quoll.http;

import java.util.Map;

/** So little may wait for a client of NATS that one who does not read is soon noticed. */
public class SlowReceiverProfile extends ApiProfile {

    static final int MAX_PENDING = 4 << 20;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.max-pending", Integer.toString(MAX_PENDING));
        return overrides;
    }
}
