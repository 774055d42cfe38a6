package io.quoll.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code http_push} block: endpoints by their names. */
final class PushBlock {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_CONCURRENT = 1024;
    /** Begins a secret that is written in base64, as Standard Webhooks has it. */
    private static final String ENCODED = "whsec_";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> KEYS =
            List.of("url", "secret", "token", "timeout", "concurrency", "origin", "accounts");

    private PushBlock() {}

    static List<PushEndpointSettings> read(String name, ConfigValue value) {
        List<PushEndpointSettings> endpoints = new ArrayList<>();
        for (ConfigEntry entry : BlockText.block(name, value).entries().values()) {
            if (!NAME.matcher(entry.key()).matches()) {
                throw new ConfigException(
                        entry.position(), name + ": '" + entry.key() + "' is no name of letters, digits, _ and -");
            }
            String path = name + "." + entry.key();
            endpoints.add(endpoint(entry.key(), path, BlockText.block(path, entry.value())));
        }
        return List.copyOf(endpoints);
    }

    private static PushEndpointSettings endpoint(String name, String at, ConfigValue.Block block) {
        Optional<URI> url = Optional.empty();
        Optional<String> secret = Optional.empty();
        Optional<String> token = Optional.empty();
        Duration timeout = TIMEOUT;
        int concurrency = 1;
        Optional<String> origin = Optional.empty();
        List<String> accounts = List.of();
        for (ConfigEntry entry : block.entries().values()) {
            String path = at + "." + ForeignKey.lower(entry.key());
            ConfigValue value = entry.value();
            switch (ForeignKey.lower(entry.key())) {
                case "url" -> url = Optional.of(url(path, value));
                case "secret" -> secret = Optional.of(secret(path, value));
                case "token" -> token = Optional.of(line(path, value));
                case "timeout" -> timeout = (Duration) ValueType.DURATION.read(path, value);
                case "concurrency" -> concurrency = concurrency(path, value);
                case "origin" -> origin = Optional.of(line(path, value));
                case "accounts" -> accounts = Listing.texts(path, value);
                default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
            }
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new ConfigException(block.origin(), at + ".timeout must be longer than nothing");
        }
        URI target = url.orElseThrow(() -> new ConfigException(block.origin(), at + " needs a url"));
        return new PushEndpointSettings(name, target, secret, token, timeout, concurrency, origin, accounts);
    }

    private static URI url(String path, ConfigValue value) {
        URI url = (URI) ValueType.URL.read(path, value);
        if (url.getUserInfo() != null || url.getFragment() != null) {
            throw new ConfigException(value.origin(), path + ": '" + url + "' must have no user and no fragment");
        }
        return url;
    }

    /** It becomes a part of a header, which ends with its line. */
    private static String line(String path, ConfigValue value) {
        String text = ValueType.textOf(path, value);
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new ConfigException(value.origin(), path + " must be of printable ASCII characters");
        }
        return text;
    }

    private static String secret(String path, ConfigValue value) {
        String text = line(path, value);
        if (text.startsWith(ENCODED)) {
            try {
                Base64.getDecoder().decode(text.substring(ENCODED.length()));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(value.origin(), path + ": what follows " + ENCODED + " must be base64");
            }
        }
        return text;
    }

    private static int concurrency(String path, ConfigValue value) {
        int count = (Integer) ValueType.COUNT.read(path, value);
        if (count > MOST_CONCURRENT) {
            throw new ConfigException(value.origin(), path + " must be at most " + MOST_CONCURRENT);
        }
        return count;
    }
}
