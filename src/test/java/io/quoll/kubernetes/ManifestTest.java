package io.quoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricIdentifier;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Image;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.quoll.account.Account;
import io.quoll.config.CommandLine;
import io.quoll.config.ServerSignal;
import io.quoll.config.Setting;
import io.quoll.config.Settings;
import io.quoll.server.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be the same in the manifests and in the program, and among the manifests. */
class ManifestTest {

    private static final String PROGRAM = "/usr/local/bin/quoll";

    @TempDir
    Path directory = Path.of("");

    static List<Manifest> manifests() {
        return Manifest.all();
    }

    static Stream<BrokerPod> pods() {
        return BrokerPod.all();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void shouldKeepToTheModel(Manifest manifest) {
        // given
        Class<?> model = manifest.model();

        // when
        Object parsed = manifest.parse();

        // then
        assertThat(parsed).isInstanceOf(model);
    }

    @Test
    void shouldNameEveryFileInAKustomization() {
        // given
        Set<Path> named = new TreeSet<>();

        // when
        for (Manifest manifest : manifests()) {
            if (manifest.parse() instanceof Kustomization kustomization) {
                Path home = manifest.file().resolveSibling("");
                for (String name : resources(kustomization)) {
                    named.add(home.resolve(name).normalize());
                }
            }
        }

        // then
        assertThat(named).allSatisfy(path -> assertThat(path).exists());
        Set<Path> files = new TreeSet<>(Manifest.files(""));
        files.removeIf(file -> Files.isDirectory(file)
                || file.endsWith("kustomization.yaml")
                || file.startsWith(Manifest.ROOT.resolve("examples")));
        assertThat(named).containsAll(files);
    }

    private static List<String> resources(Kustomization kustomization) {
        List<String> names = new ArrayList<>(kustomization.getResources());
        kustomization.getConfigMapGenerator().forEach(map -> names.addAll(map.getFiles()));
        return names;
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldStartWithSettingsThatAreRight(BrokerPod pod) {
        // given
        Container container = pod.container();

        // when
        Settings settings = pod.settings(directory);

        // then
        assertThat(settings.notices())
                .allSatisfy(notice -> assertThat(notice.text()).contains("jetstream"));
        assertThat(settings.port()).isEqualTo(pod.port("nats"));
        assertThat(settings.httpPort()).isEqualTo(pod.port("http"));
        assertThat(settings.host()).isEqualTo(Setting.HOST.defaultText().orElseThrow());
        assertThat(settings.isGiven(Setting.TOKEN)).isTrue();
        assertThat(settings.isGiven(Setting.SERVER_NAME)).isTrue();
        assertThat(container.getCommand()).isNullOrEmpty();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldGiveClientsTimeToGo(BrokerPod pod) {
        // given
        List<String> command =
                pod.container().getLifecycle().getPreStop().getExec().getCommand();

        // when
        Settings settings = pod.settings(directory);
        CommandLine.Outcome outcome = CommandLine.parse(command.subList(1, command.size()));

        // then
        assertThat(command.get(0)).isEqualTo(PROGRAM);
        assertThat(outcome).isEqualTo(new CommandLine.Signal(ServerSignal.LAME_DUCK, "1"));
        Duration grace = Duration.ofSeconds(pod.template().getSpec().getTerminationGracePeriodSeconds());
        assertThat(grace).isGreaterThan(settings.lameDuckDuration().plusSeconds(5));
    }

    @Test
    void shouldFindTheProgramWhereTheImagesHaveIt() throws IOException {
        // given
        Path images = Path.of("src-native/docker");

        // when
        List<String> dockerfiles = new ArrayList<>();
        for (String name : List.of("Dockerfile.native", "Dockerfile.jvm")) {
            dockerfiles.add(Files.readString(images.resolve(name)));
        }

        // then
        assertThat(dockerfiles).allSatisfy(text -> assertThat(text)
                .contains("ENTRYPOINT [\"" + PROGRAM + "\"]")
                .contains("USER 10001:10001")
                .contains("EXPOSE 4222 8222"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldBeAllowedLittle(BrokerPod pod) {
        // given
        PodSpec spec = pod.template().getSpec();

        // when
        Container container = pod.container();

        // then
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getEnableServiceLinks()).isFalse();
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(10001);
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    @Test
    void shouldRunTheSameContainerWithAndWithoutAVolume() {
        // given
        List<BrokerPod> pods = pods().toList();

        // when
        List<Container> containers = pods.stream().map(BrokerPod::container).toList();

        // then
        assertThat(containers).hasSize(2);
        assertThat(containers.get(0))
                .usingRecursiveComparison()
                .ignoringFields("args", "resources", "volumeMounts", "startupProbe.failureThreshold")
                .isEqualTo(containers.get(1));
    }

    @Test
    void shouldKeepStreamsInTheVolume() {
        // given
        BrokerPod durable = pods().filter(pod -> pod.overlay().equals("durable"))
                .findFirst()
                .orElseThrow();
        String claim = Manifest.all(StatefulSet.class)
                .get(0)
                .getSpec()
                .getVolumeClaimTemplates()
                .get(0)
                .getMetadata()
                .getName();

        // when
        Settings settings = durable.settings(directory);

        // then
        assertThat(settings.jetStream()).isTrue();
        assertThat(durable.container().getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals(claim))
                .extracting(VolumeMount::getMountPath)
                .containsExactly(settings.jetStreamStoreDir().orElseThrow().toString());
    }

    @Test
    void shouldLeadServicesAndPoliciesToPortsThatAreThere() {
        // given
        BrokerPod pod = pods().findFirst().orElseThrow();

        // when
        List<ServicePort> servicePorts = Manifest.all(Service.class).stream()
                .flatMap(service -> service.getSpec().getPorts().stream())
                .toList();
        Set<Integer> allowed = Manifest.all(NetworkPolicy.class).stream()
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .flatMap(rule -> rule.getPorts().stream())
                .map(NetworkPolicyPort::getPort)
                .map(port -> port.getIntVal())
                .collect(Collectors.toSet());

        // then
        assertThat(servicePorts).isNotEmpty().allSatisfy(port -> assertThat(port.getPort())
                .isEqualTo(pod.port(port.getTargetPort().getStrVal())));
        assertThat(allowed).containsExactlyInAnyOrder(pod.port("nats"), pod.port("http"));
    }

    @Test
    void shouldSelectWhatIsLabelledSo() {
        // given
        Service pods = Manifest.all(Service.class).stream()
                .filter(service -> "None".equals(service.getSpec().getClusterIP()))
                .findFirst()
                .orElseThrow();

        // when
        ServiceMonitor monitor = Manifest.all(ServiceMonitor.class).get(0);
        StatefulSet set = Manifest.all(StatefulSet.class).get(0);

        // then
        assertThat(pods.getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(pods.getSpec().getPorts())
                .extracting(ServicePort::getName)
                .contains(monitor.getSpec().getEndpoints().get(0).getPort());
        assertThat(set.getSpec().getServiceName()).isEqualTo(pods.getMetadata().getName());
        assertThat(pods())
                .allSatisfy(pod -> assertThat(pod.template().getMetadata().getLabels())
                        .containsAllEntriesOf(pods.getSpec().getSelector()));
    }

    @Test
    void shouldRunTheReleaseThatThisIs() {
        // when
        List<String> tags = Manifest.all(Kustomization.class).stream()
                .flatMap(kustomization -> kustomization.getImages().stream())
                .map(Image::getNewTag)
                .toList();

        // then
        assertThat(tags).hasSize(2).containsOnly(Identity.VERSION);
        assertThat(onDemand().getImage()).isEqualTo("quoll:" + Identity.VERSION);
    }

    @Test
    void shouldBeWokenAtThePortThatKnativeAsks() {
        // given
        Container container = onDemand();

        // when
        Settings settings = BrokerPod.settings(container, container.getArgs());

        // then
        int port = container.getPorts().get(0).getContainerPort();
        assertThat(settings.httpPort()).isEqualTo(port);
        assertThat(settings.httpHost()).isEqualTo("0.0.0.0");
        assertThat(settings.httpApiSharesMonitoring()).isTrue();
        assertThat(settings.isGiven(Setting.TOKEN)).isTrue();
        assertThat(container.getReadinessProbe().getHttpGet().getPort().getIntVal())
                .isEqualTo(port);
    }

    @Test
    void shouldScaleByWhatMonitoringTells() {
        // given
        Service pods = Manifest.all(Service.class).stream()
                .filter(service -> "None".equals(service.getSpec().getClusterIP()))
                .findFirst()
                .orElseThrow();

        // when
        ScaledObject.Trigger trigger =
                Manifest.all(ScaledObject.class).get(0).spec().triggers().get(0);

        // then
        assertThat(trigger.type()).isEqualTo("nats-jetstream");
        assertThat(trigger.metadata().account()).isEqualTo(Account.GLOBAL);
        assertThat(trigger.metadata().natsServerMonitoringEndpoint())
                .startsWith(pods.getMetadata().getName() + ".")
                .endsWith(":" + pods().findFirst().orElseThrow().port("http"));
    }

    @Test
    void shouldScaleByAConsumersLag() {
        // given
        HorizontalPodAutoscaler autoscaler =
                Manifest.all(HorizontalPodAutoscaler.class).get(0);

        // when
        MetricIdentifier metric =
                autoscaler.getSpec().getMetrics().get(0).getExternal().getMetric();

        // then
        assertThat(metric.getName()).isEqualTo("quoll_consumer_pending_messages");
        assertThat(metric.getSelector().getMatchLabels())
                .containsOnlyKeys("account", "stream", "consumer")
                .containsEntry("account", Account.GLOBAL);
    }

    private static Container onDemand() {
        return Manifest.all(io.fabric8.knative.serving.v1.Service.class)
                .get(0)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    @Test
    void shouldLayPanelsOutSideBySide() throws IOException {
        // given
        Path file = Manifest.ROOT.resolve("components/monitoring/dashboard.json");

        // when
        JsonNode panels = new ObjectMapper().readTree(Files.readString(file)).path("panels");

        // then
        Set<String> places = new TreeSet<>();
        Set<Integer> ids = new TreeSet<>();
        panels.forEach(panel -> {
            places.add(panel.path("gridPos").path("x").asInt() + " "
                    + panel.path("gridPos").path("y").asInt());
            ids.add(panel.path("id").asInt());
            assertThat(panel.path("targets")).isNotEmpty();
        });
        assertThat(panels).isNotEmpty();
        assertThat(places).hasSize(panels.size());
        assertThat(ids).hasSize(panels.size());
    }
}
