package io.quoll.server;

import io.quoll.config.Ratio;
import io.quoll.config.WebAddress;
import io.quoll.trace.Sampling;
import io.quoll.trace.otlp.TraceTarget;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What OpenTelemetry's environment variables say, read as its SDKs read them: a value that cannot be understood is as good as
 * none, and is told.
 */
final class TraceEnvironment {

    private static final String DEFAULT_ENDPOINT = "http://localhost:4318";
    private static final String PATH = "/v1/traces";

    private final Map<String, String> environment;
    private final List<String> notices = new ArrayList<>();

    TraceEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What could not be understood or is not built. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /** Whether nothing is to be recorded, whatever settings say. */
    boolean isDisabled() {
        return "true".equalsIgnoreCase(value("OTEL_SDK_DISABLED")) || "none".equals(value("OTEL_TRACES_EXPORTER"));
    }

    /**
     * @param endpoint what settings say, if anything; it comes before what the environment says, as does the ratio
     * @param ratio of what begins a trace
     * @param resource what is known of the program besides
     * @throws IllegalArgumentException for an endpoint that is none
     */
    TraceTarget target(Optional<URI> endpoint, Optional<Double> ratio, Map<String, String> resource) {
        String protocol = ofTraces("PROTOCOL");
        if (protocol != null && !protocol.equals("http/protobuf")) {
            notices.add("OTEL_EXPORTER_OTLP_PROTOCOL: " + protocol + " is not built, http/protobuf is used");
        }
        String certificates = ofTraces("CERTIFICATE");
        return new TraceTarget(
                sampling(ratio),
                endpoint(endpoint),
                pairs(ofTraces("HEADERS")),
                "gzip".equals(ofTraces("COMPRESSION")),
                Duration.ofMillis(
                        number("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", number("OTEL_EXPORTER_OTLP_TIMEOUT", 10_000))),
                certificates == null ? null : Path.of(certificates),
                resource(resource),
                Duration.ofMillis(number("OTEL_BSP_SCHEDULE_DELAY", 5_000)),
                number("OTEL_BSP_MAX_QUEUE_SIZE", 2048),
                number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512));
    }

    private Sampling sampling(Optional<Double> ratio) {
        String sampler = value("OTEL_TRACES_SAMPLER");
        if (ratio.isPresent() || sampler == null) {
            return new Sampling(ratio.orElse(1.0), true);
        }
        boolean follows = sampler.startsWith("parentbased_");
        return switch (follows ? sampler.substring("parentbased_".length()) : sampler) {
            case "always_on" -> new Sampling(1, follows);
            case "always_off" -> new Sampling(0, follows);
            case "traceidratio" -> new Sampling(samplerRatio(), follows);
            default -> {
                notices.add("OTEL_TRACES_SAMPLER: " + sampler + " is not known");
                yield new Sampling(1, true);
            }
        };
    }

    private double samplerRatio() {
        String argument = value("OTEL_TRACES_SAMPLER_ARG");
        if (argument != null) {
            try {
                return Ratio.parse(argument);
            } catch (IllegalArgumentException e) {
                notices.add("OTEL_TRACES_SAMPLER_ARG: " + e.getMessage());
            }
        }
        return 1;
    }

    /** One for traces only is used as it is; one for everything has a path for traces below it. */
    private URI endpoint(Optional<URI> said) {
        String own = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        if (said.isEmpty() && own != null) {
            return WebAddress.parse(own);
        }
        String base = value("OTEL_EXPORTER_OTLP_ENDPOINT");
        String text = said.map(URI::toString).orElse(base == null ? DEFAULT_ENDPOINT : base);
        return WebAddress.parse(text.endsWith(PATH) ? text : text.replaceAll("/+$", "") + PATH);
    }

    private Map<String, String> resource(Map<String, String> known) {
        Map<String, String> resource = new LinkedHashMap<>(known);
        resource.putAll(pairs(value("OTEL_RESOURCE_ATTRIBUTES")));
        String service = value("OTEL_SERVICE_NAME");
        if (service != null) {
            resource.put("service.name", service);
        }
        return resource;
    }

    private @Nullable String ofTraces(String what) {
        String own = value("OTEL_EXPORTER_OTLP_TRACES_" + what);
        return own == null ? value("OTEL_EXPORTER_OTLP_" + what) : own;
    }

    private int number(String name, int otherwise) {
        String text = value(name);
        if (text != null) {
            try {
                int number = Integer.parseInt(text);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            notices.add(name + ": " + text + " is no positive number");
        }
        return otherwise;
    }

    /** {@code name=value,name=value}, with the values encoded as in a URL. */
    private static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split(",", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    String value = pair.substring(equals + 1).strip().replace("+", "%2B");
                    pairs.put(pair.substring(0, equals).strip(), URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
        }
        return pairs;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
