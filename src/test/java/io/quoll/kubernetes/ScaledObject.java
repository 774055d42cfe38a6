package io.quoll.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** KEDA's ScaledObject as far as it is used here, for which there is no model. */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(
            Target scaleTargetRef,
            int minReplicaCount,
            int maxReplicaCount,
            int pollingInterval,
            int cooldownPeriod,
            List<Trigger> triggers) {}

    record Target(String name) {}

    record Trigger(String type, Lag metadata) {}

    /** What the scaler named {@code nats-jetstream} wants to know. */
    record Lag(
            String natsServerMonitoringEndpoint, String account, String stream, String consumer, String lagThreshold) {}
}
