package io.quoll.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quoll.config.CommandLine;
import io.quoll.config.PropertySource;
import io.quoll.config.Settings;
import io.quoll.config.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pod of an overlay, and the settings that the program in it would start with. */
record BrokerPod(String overlay, PodTemplateSpec template) {

    private static final String CONFIG_MOUNT = "/etc/quoll/";

    static Stream<BrokerPod> all() {
        return Stream.concat(
                Manifest.all(Deployment.class).stream()
                        .map(d -> new BrokerPod("ephemeral", d.getSpec().getTemplate())),
                Manifest.all(StatefulSet.class).stream()
                        .map(s -> new BrokerPod("durable", s.getSpec().getTemplate())));
    }

    Container container() {
        List<Container> containers = template.getSpec().getContainers();
        if (containers.size() != 1) {
            throw new AssertionError("several containers in " + overlay);
        }
        return containers.get(0);
    }

    /** The number of the container's port of that name. */
    int port(String name) {
        return container().getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    List<Probe> probes() {
        Container container = container();
        return List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe());
    }

    /** What flags, environment and mounted files of the pod mean, with the files laid out in a directory. */
    Settings settings(Path directory) {
        layOut(Manifest.ROOT.resolve("base"), directory);
        layOut(Manifest.ROOT.resolve("overlays").resolve(overlay), directory);
        List<String> arguments = container().getArgs().stream()
                .map(argument -> argument.replace(CONFIG_MOUNT, directory + "/"))
                .toList();
        return settings(container(), arguments);
    }

    /** What flags and the environment of a container mean. */
    static Settings settings(Container container, List<String> arguments) {
        Map<String, String> environment =
                container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, BrokerPod::exampleValue));
        CommandLine.Run run = (CommandLine.Run) CommandLine.parse(arguments);
        return new SettingsLoader(Map.of()).load(run.flags(), PropertySource.of(environment));
    }

    /** What comes from elsewhere in the cluster is text of some kind. */
    private static String exampleValue(EnvVar variable) {
        return Optional.ofNullable(variable.getValue()).orElse("example");
    }

    private static void layOut(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".conf")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return overlay;
    }
}
