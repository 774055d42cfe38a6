package io.quoll.http;

import java.util.Map;

/** Two requests of an account at a time, and thirty in a second. */
public class BusyAccountProfile extends ApiProfile {

    static final int AT_A_TIME = 2;
    static final int IN_A_SECOND = 30;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.http-api-account-requests", Integer.toString(AT_A_TIME));
        overrides.put("quoll.http-api-account-rate", Integer.toString(IN_A_SECOND));
        return overrides;
    }
}
