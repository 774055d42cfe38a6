package io.quoll.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code tls} block, wherever it stands. */
final class TlsBlock {

    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    static final String DEFAULT_MIN_VERSION = "1.2";

    /** How long INFO waits for a handshake where the file says no more than {@code auto}. */
    private static final Duration AUTO_FALLBACK = Duration.ofMillis(50);

    private static final Pattern FINGERPRINT = Pattern.compile("[a-f0-9]{64}");
    private static final Set<String> VERSIONS = Set.of("1.2", "1.3");
    private static final Set<String> KNOWN_ELSEWHERE = Set.of(
            "verify_cert_and_check_known_urls",
            "cert_store",
            "cert_match_by",
            "cert_match",
            "cert_match_skip_invalid",
            "ca_certs_match",
            "ocsp_peer");
    private static final List<String> KEYS = List.of(
            "cert_file",
            "key_file",
            "ca_file",
            "certs",
            "verify",
            "verify_and_map",
            "timeout",
            "handshake_first",
            "min_version",
            "cipher_suites",
            "curve_preferences",
            "pinned_certs",
            "connection_rate_limit");

    private final String name;
    private @Nullable Path certificateFile;
    private @Nullable Path keyFile;
    private @Nullable Path caFile;
    private final List<TlsSettings.KeyPair> certificates = new ArrayList<>();
    private boolean verify;
    private boolean verifyAndMap;
    private Duration timeout = DEFAULT_TIMEOUT;
    private boolean handshakeFirst;
    private Duration fallbackDelay = Duration.ZERO;
    private String minVersion = DEFAULT_MIN_VERSION;
    private List<String> cipherSuites = List.of();
    private List<String> curves = List.of();
    private final Set<String> pinned = new LinkedHashSet<>();
    private int rateLimit;

    private TlsBlock(String name) {
        this.name = name;
    }

    static TlsSettings read(String name, ConfigValue value) {
        TlsBlock read = new TlsBlock(name);
        ConfigValue.Block block = BlockText.block(name, value);
        block.entries().values().forEach(read::take);
        return read.toSettings(block);
    }

    private void take(ConfigEntry entry) {
        String key = ForeignKey.lower(entry.key());
        String path = name + "." + key;
        ConfigValue value = entry.value();
        switch (key) {
            case "cert_file" -> certificateFile = path(path, value);
            case "key_file" -> keyFile = path(path, value);
            case "ca_file" -> caFile = path(path, value);
            case "certs", "certificates" -> certificates(path, value);
            case "verify" -> verify = truth(path, value);
            case "verify_and_map" -> verifyAndMap = truth(path, value);
            case "timeout" -> timeout = (Duration) ValueType.DURATION.read(path, value);
            case "handshake_first", "first", "immediate" -> handshakeFirst(path, value);
            case "min_version" -> minVersion = minVersion(path, value);
            case "cipher_suites" -> cipherSuites = Listing.texts(path, value);
            case "curve_preferences" -> curves = Listing.texts(path, value);
            case "pinned_certs" -> pin(path, value);
            case "connection_rate_limit" -> rateLimit = (Integer) ValueType.COUNT.read(path, value);
            // Both are about whom a server trusts that it connects to, or about suites that Java does not have.
            case "insecure", "allow_insecure_cipher_suites" -> truth(path, value);
            default -> refuse(key, path, entry);
        }
    }

    private static void refuse(String key, String path, ConfigEntry entry) {
        if (KNOWN_ELSEWHERE.contains(key)) {
            throw ForeignKey.refusal(path, entry.position());
        }
        ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
    }

    private void certificates(String path, ConfigValue value) {
        if (!(value instanceof ConfigValue.Items list)) {
            throw new ConfigException(value.origin(), path + " must be a list of blocks");
        }
        for (ConfigValue item : list.items()) {
            Map<String, String> files = Listing.pairs(path + "[]", item);
            String certificate = files.get("cert_file");
            String key = files.get("key_file");
            if (certificate == null || key == null || files.size() > 2) {
                throw new ConfigException(item.origin(), "an item of " + path + " needs a cert_file and a key_file");
            }
            certificates.add(new TlsSettings.KeyPair(
                    path(path, new ConfigValue.Text(certificate, item.origin())),
                    path(path, new ConfigValue.Text(key, item.origin()))));
        }
    }

    private void handshakeFirst(String path, ConfigValue value) {
        String text = ValueType.textOf(path, value).strip().toLowerCase(Locale.ROOT);
        switch (text) {
            case "true", "on", "yes" -> handshakeFirst = true;
            case "false", "off", "no" -> handshakeFirst = false;
            case "auto", "auto_fallback" -> {
                handshakeFirst = true;
                fallbackDelay = AUTO_FALLBACK;
            }
            default -> {
                handshakeFirst = true;
                fallbackDelay = (Duration) ValueType.DURATION.read(path, value);
            }
        }
    }

    private static String minVersion(String path, ConfigValue value) {
        String version = ValueType.textOf(path, value).strip();
        if (!VERSIONS.contains(version)) {
            throw new ConfigException(value.origin(), path + " must be 1.2 or 1.3, not '" + version + "'");
        }
        return version;
    }

    private void pin(String path, ConfigValue value) {
        for (String fingerprint : Listing.texts(path, value)) {
            String lower = fingerprint.toLowerCase(Locale.ROOT);
            if (!FINGERPRINT.matcher(lower).matches()) {
                throw new ConfigException(
                        value.origin(),
                        path + ": '" + fingerprint + "' is no SHA-256 of a public key in 64 hexadecimal digits");
            }
            pinned.add(lower);
        }
    }

    private TlsSettings toSettings(ConfigValue.Block block) {
        if (certificateFile != null && keyFile != null) {
            certificates.add(0, new TlsSettings.KeyPair(certificateFile, keyFile));
        } else if (certificateFile != null || keyFile != null || certificates.isEmpty()) {
            String missing = certificateFile == null ? "cert_file" : "key_file";
            throw new ConfigException(block.origin(), "missing '" + missing + "' in TLS configuration");
        }
        return new TlsSettings(
                certificates,
                Optional.ofNullable(caFile),
                verify || verifyAndMap,
                verifyAndMap,
                timeout,
                handshakeFirst,
                fallbackDelay,
                minVersion,
                cipherSuites,
                curves,
                pinned,
                rateLimit);
    }

    /** What flags say, put over what the block said, if there is one. */
    static TlsSettings withFlags(
            @Nullable TlsSettings block, Path certificateFile, Path keyFile, Optional<Path> caFile, boolean verify) {
        List<TlsSettings.KeyPair> files = List.of(new TlsSettings.KeyPair(certificateFile, keyFile));
        if (block == null) {
            return new TlsSettings(
                    files,
                    caFile,
                    verify,
                    false,
                    DEFAULT_TIMEOUT,
                    false,
                    Duration.ZERO,
                    DEFAULT_MIN_VERSION,
                    List.of(),
                    List.of(),
                    Set.of(),
                    0);
        }
        return new TlsSettings(
                files,
                caFile.or(block::caFile),
                verify || block.verify(),
                block.verifyAndMap(),
                block.timeout(),
                block.handshakeFirst(),
                block.fallbackDelay(),
                block.minVersion(),
                block.cipherSuites(),
                block.curves(),
                block.pinnedCertificates(),
                block.connectionRateLimit());
    }

    private static boolean truth(String path, ConfigValue value) {
        return (Boolean) ValueType.BOOLEAN.read(path, value);
    }

    private static Path path(String path, ConfigValue value) {
        return (Path) ValueType.PATH.read(path, value);
    }
}
