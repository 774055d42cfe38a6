package io.quoll.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration file that is no {@link Setting}: known to nats-server and not built here, or a mistake.
 * Where passing over the key would let more people in, or let messages go another way, it is refused; where it would
 * only do without a convenience, it becomes a {@link Notice}.
 */
enum ForeignKey {
    REFUSED,
    NOTICED;

    private static final Pattern BLANK = Pattern.compile(" ");
    private static final Map<String, ForeignKey> KNOWN = known();

    static @Nullable ForeignKey of(String path) {
        return KNOWN.get(path);
    }

    static ConfigException refusal(String path, Origin origin) {
        return new ConfigException(
                origin, "'" + path + "' is known to nats-server but not built into this version of Quoll");
    }

    /** A key inside a block whose other keys are the known ones; only the definition of a variable may stay. */
    static void refuseUnlessReferenced(String path, ConfigEntry entry, Collection<String> known) {
        if (of(path) != null) {
            throw refusal(path, entry.position());
        }
        if (!entry.referenced()) {
            throw new ConfigException(
                    entry.position(),
                    "unknown key '" + entry.key() + "'" + Suggestion.asQuestion(lower(entry.key()), known));
        }
    }

    static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    private static Map<String, ForeignKey> known() {
        Map<String, ForeignKey> known = new TreeMap<>();
        add(known, REFUSED, "", "ocsp ocsp_cache https https_port trusted_keys trusted");
        add(known, REFUSED, "", "default_sentinel");
        add(known, REFUSED, "", "resolver_tls resolver_pinned_accounts");
        add(known, REFUSED, "", "gateway mqtt proxy_protocol proxies");
        add(known, REFUSED, "authorization.", "proxy_required");
        add(known, REFUSED, "authorization.users[].", "account proxy_required");
        add(known, REFUSED, "accounts.", "msg_trace trace_dest");
        add(known, REFUSED, "accounts.exports[].", "latency allow_trace");
        add(known, REFUSED, "accounts.imports[].", "allow_trace");
        add(known, NOTICED, "", "leafnodes leaf cluster");
        add(known, NOTICED, "", "trace_verbose trace_headers logtime_utc log_size_limit log_max_num");
        add(known, NOTICED, "", "syslog remote_syslog prof_port write_timeout feature_flags");
        add(known, NOTICED, "", "no_system_account default_js_domain");
        add(known, REFUSED, "jetstream.", "key ek encryption_key prev_key prev_ek prev_encryption_key cipher tpm");
        add(known, NOTICED, "jetstream.", "extension_hint unique_tag max_outstanding_catchup info_queue_limit");
        add(known, NOTICED, "jetstream.", "meta_compact meta_compact_size meta_compact_sync");
        add(known, NOTICED, "jetstream.limits.", "max_ack_pending max_ha_assets max_request_batch");
        return Map.copyOf(known);
    }

    private static void add(Map<String, ForeignKey> known, ForeignKey kind, String prefix, String keys) {
        BLANK.splitAsStream(keys).forEach(key -> known.put(prefix + key, kind));
    }
}
