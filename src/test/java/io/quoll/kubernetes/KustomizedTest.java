package io.quoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quoll.server.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubectl makes of the folders in {@code kubernetes/}. */
class KustomizedTest {

    @TempDir
    Path directory = Path.of("");

    private static List<String> kinds(List<Manifest> made) {
        // In strict models, each of which refuses what it does not know.
        made.forEach(Manifest::parse);
        return made.stream().map(Manifest::kind).toList();
    }

    private static <T> T only(List<Manifest> made, Class<T> model) {
        List<T> found = made.stream()
                .filter(manifest -> manifest.model() == model)
                .map(manifest -> model.cast(manifest.parse()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @ParameterizedTest
    @CsvSource({"base, ''", "overlays/ephemeral, apps/v1/Deployment", "overlays/durable, apps/v1/StatefulSet"})
    void shouldMakeEveryManifestOfAFolder(String folder, String pods) throws Exception {
        // given
        Kubectl kubectl = Kubectl.find();

        // when
        List<Manifest> made = kubectl.kustomize(Manifest.ROOT.resolve(folder));

        // then
        List<String> expected = new ArrayList<>(List.of(
                "v1/ServiceAccount",
                "v1/ConfigMap",
                "v1/Service",
                "v1/Service",
                "networking.k8s.io/v1/NetworkPolicy",
                "policy/v1/PodDisruptionBudget"));
        if (!pods.isEmpty()) {
            expected.add(pods);
        }
        assertThat(kinds(made)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ephemeral", "durable"})
    void shouldGivePodsTheirImageAndTheConfigurationThatTheyName(String overlay) throws Exception {
        // given
        Path folder = Manifest.ROOT.resolve("overlays").resolve(overlay);

        // when
        List<Manifest> made = Kubectl.find().kustomize(folder);

        // then
        PodSpec pod = pods(made).getSpec();
        ConfigMap map = only(made, ConfigMap.class);
        String file = Path.of(pod.getContainers().get(0).getArgs().get(1))
                .getFileName()
                .toString();
        assertThat(pod.getContainers().get(0).getImage()).isEqualTo("quoll:" + Identity.VERSION);
        assertThat(pod.getVolumes().get(0).getConfigMap().getName())
                .startsWith("quoll-config-")
                .isEqualTo(map.getMetadata().getName());
        assertThat(map.getData()).containsKeys("quoll.conf", file);
    }

    private static PodTemplateSpec pods(List<Manifest> made) {
        boolean isSet = made.stream().anyMatch(manifest -> manifest.model() == StatefulSet.class);
        return isSet
                ? only(made, StatefulSet.class).getSpec().getTemplate()
                : only(made, Deployment.class).getSpec().getTemplate();
    }

    /** As an operator's own overlay has it. */
    @ParameterizedTest
    @ValueSource(strings = {"ephemeral", "durable"})
    void shouldAddMonitoringToAnOverlay(String overlay) throws Exception {
        // given
        write("""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: messaging
                resources:
                  - %s
                components:
                  - %s
                """.formatted(to("overlays/" + overlay), to("components/monitoring")));

        // when
        List<Manifest> made = Kubectl.find().kustomize(directory);

        // then
        assertThat(kinds(made))
                .contains("monitoring.coreos.com/v1/ServiceMonitor", "monitoring.coreos.com/v1/PrometheusRule")
                .filteredOn("v1/ConfigMap"::equals)
                .hasSize(2);
        assertThat(made).allSatisfy(manifest -> assertThat(
                        manifest.document().path("metadata").path("namespace").asText())
                .isEqualTo("messaging"));
    }

    private void write(String kustomization) throws IOException {
        Files.writeString(directory.resolve("kustomization.yaml"), kustomization);
    }

    /** Kustomizations name others by relative paths only. */
    private Path to(String folder) throws IOException {
        return directory.toRealPath().relativize(Manifest.ROOT.resolve(folder).toRealPath());
    }
}
