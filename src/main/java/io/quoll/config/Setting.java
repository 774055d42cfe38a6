package io.quoll.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of settings: the one place that knows each setting's names, type, default and meaning. The command
 * line, its help, the file, the properties and {@code src/docs/settings.md} all follow from it.
 *
 * <p>Names in the file are separated by a bar, the one that counts first; the property {@code quoll.*} and the
 * environment variable follow from that one. A default that is not given means that there is none.
 */
public enum Setting {
    CONFIG("", "c config", ValueType.PATH, null, When.START, "Configuration file, relative to the working directory"),

    LISTEN("listen", "", ValueType.ADDRESS, null, When.START, "Host and port for clients in one value"),
    HOST("host|net", "a addr net host", ValueType.TEXT, "0.0.0.0", When.START, "Address to listen on for clients"),
    PORT("port", "p port", ValueType.PORT, "4222", When.START, "Port for clients; -1 takes a free one, 0 the default"),
    CLIENT_ADVERTISE(
            "client_advertise",
            "client_advertise",
            ValueType.TEXT,
            null,
            When.RELOAD,
            "Host, with or without a port, that clients are told to connect to"),
    SERVER_NAME(
            "server_name", "n name server_name", ValueType.TEXT, null, When.START, "Name of the server; else its id"),
    SERVER_TAGS("server_tags", "", ValueType.TEXTS, null, When.RELOAD, "Tags that describe the server"),
    SERVER_METADATA("server_metadata", "", ValueType.PAIRS, null, When.RELOAD, "Keys and values about the server"),

    DEBUG("debug", "D debug", ValueType.BOOLEAN, "false", When.RELOAD, "Log what helps to find a fault"),
    TRACE("trace", "V trace", ValueType.BOOLEAN, "false", When.RELOAD, "Log every protocol line"),
    LOGTIME("logtime", "T logtime", ValueType.BOOLEAN, "true", When.START, "Begin log lines with the time"),
    LOG_FILE("logfile|log_file", "l log", ValueType.PATH, null, When.START, "File to log to; else standard error"),
    LOG_FORMAT(
            "log_format",
            "",
            ValueType.TEXT,
            "text",
            When.START,
            "How a log line is written: `text`, or `json` with [fields of fixed names](monitoring.md#logs)"),
    MAX_TRACED_MSG_LEN(
            "max_traced_msg_len",
            "max_traced_msg_len",
            ValueType.LIMIT,
            "0",
            When.RELOAD,
            "Bytes of a payload shown in the trace; 0 shows all"),
    CONNECT_ERROR_REPORTS(
            "connect_error_reports",
            "",
            ValueType.COUNT,
            "3600",
            When.RELOAD,
            "Failed attempts to connect elsewhere between two log lines about them"),
    RECONNECT_ERROR_REPORTS(
            "reconnect_error_reports",
            "",
            ValueType.COUNT,
            "1",
            When.RELOAD,
            "Failed attempts to reconnect elsewhere between two log lines about them"),
    PID_FILE("pidfile|pid_file", "P pid", ValueType.PATH, null, When.START, "File that gets the process id"),
    PORTS_FILE_DIR(
            "ports_file_dir",
            "ports_file_dir",
            ValueType.PATH,
            null,
            When.START,
            "Directory that gets a file with the addresses listened on"),

    HTTP("http", "", ValueType.ADDRESS, null, When.START, "Host and port for monitoring in one value"),
    HTTP_HOST(
            "http_host",
            "",
            ValueType.TEXT,
            null,
            When.START,
            "Address to listen on for monitoring; else that of clients"),
    HTTP_PORT(
            "http_port|monitor_port",
            "m http_port",
            ValueType.PORT,
            "0",
            When.START,
            "Port for monitoring; -1 takes a free one, 0 turns monitoring off"),
    HTTP_BASE_PATH("http_base_path", "", ValueType.TEXT, null, When.START, "Path in front of every monitoring path"),

    TRACING(
            "tracing",
            "",
            ValueType.BOOLEAN,
            "false",
            When.START,
            "Follow messages and requests, and send what is found to a collector; see [tracing](tracing.md)"),
    TRACING_ENDPOINT(
            "tracing_endpoint",
            "",
            ValueType.URL,
            null,
            When.START,
            "The collector; else what `OTEL_EXPORTER_OTLP_ENDPOINT` says, else http://localhost:4318"),
    TRACING_SAMPLING(
            "tracing_sampling",
            "",
            ValueType.RATIO,
            null,
            When.START,
            "Share of what continues no trace that is followed; else what `OTEL_TRACES_SAMPLER` says, else 1"),

    HTTP_API("http_api", "", ValueType.ADDRESS, null, When.START, "Host and port for the HTTP API in one value"),
    HTTP_API_HOST(
            "http_api_host",
            "",
            ValueType.TEXT,
            null,
            When.START,
            "Address to listen on for the HTTP API; else that of clients"),
    HTTP_API_PORT(
            "http_api_port",
            "http_api_port",
            ValueType.PORT,
            "0",
            When.START,
            "Port for the HTTP API, which may be that of monitoring; -1 takes a free one, 0 turns the API off"),
    HTTP_API_MAX_PENDING(
            "http_api_max_pending",
            "",
            ValueType.SIZE,
            "8MB",
            When.START,
            "Bytes that may wait for the reader of an HTTP stream before it is too slow"),
    HTTP_API_MAX_STREAMS(
            "http_api_max_streams", "", ValueType.COUNT, "65536", When.START, "HTTP streams open at a time"),
    HTTP_API_TLS(
            "http_api_tls",
            "",
            ValueType.BOOLEAN,
            "true",
            When.START,
            "Whether the HTTP API is encrypted as clients are, where `tls` says how"),
    HTTP_API_ALLOWED_ORIGINS(
            "http_api_allowed_origins",
            "",
            ValueType.TEXTS,
            null,
            When.START,
            "Origins of web pages that may use the HTTP API, besides its own; * for all"),
    HTTP_API_ACCOUNT_REQUESTS(
            "http_api_account_requests",
            "",
            ValueType.COUNT,
            "4096",
            When.START,
            "HTTP requests of an account that are handled at a time"),
    HTTP_API_ACCOUNT_RATE(
            "http_api_account_rate",
            "",
            ValueType.LIMIT,
            "0",
            When.START,
            "HTTP requests of an account in a second; 0 is no limit"),
    HTTP_API_HEARTBEAT(
            "http_api_heartbeat",
            "",
            ValueType.DURATION,
            "15s",
            When.START,
            "Time after which an HTTP stream without messages gets a sign of life"),
    HTTP_API_REQUEST_TIMEOUT(
            "http_api_request_timeout",
            "",
            ValueType.DURATION,
            "5s",
            When.START,
            "Time to wait for replies where an HTTP request names none"),
    HTTP_PUSH(
            "http_push",
            "",
            ValueType.PUSH_ENDPOINTS,
            null,
            When.RELOAD,
            "Endpoints that consumers may deliver to over HTTP, by name; see [HTTP](http.md). As a property the text of a block"),

    MAX_CONTROL_LINE(
            "max_control_line",
            "",
            ValueType.SIZE,
            "4KB",
            When.RELOAD,
            "Longest protocol line of a client, 32KB at the most"),
    MAX_PAYLOAD("max_payload", "", ValueType.SIZE, "1MB", When.RELOAD, "Largest payload of a message"),
    MAX_PENDING(
            "max_pending",
            "",
            ValueType.LARGE_SIZE,
            "64MB",
            When.START,
            "Bytes that may wait for a client before it is a slow consumer"),
    MAX_CONNECTIONS(
            "max_connections|max_conn",
            "",
            ValueType.LIMIT,
            "65536",
            When.RELOAD,
            "Clients at a time; -1 is no limit, 0 the default"),
    MAX_SUBSCRIPTIONS(
            "max_subscriptions|max_subs",
            "",
            ValueType.LIMIT,
            "0",
            When.START,
            "Subscriptions of a client; 0 is no limit"),
    MAX_SUBSCRIPTION_TOKENS(
            "max_subscription_tokens|max_sub_tokens",
            "",
            ValueType.LIMIT,
            "0",
            When.START,
            "Tokens in the subject of a subscription, at most 255; 0 is no limit"),
    MAX_CLOSED_CLIENTS(
            "max_closed_clients",
            "",
            ValueType.COUNT,
            "10000",
            When.START,
            "Closed connections that monitoring remembers"),
    DISABLE_SUBLIST_CACHE(
            "disable_sublist_cache|no_sublist_cache",
            "",
            ValueType.BOOLEAN,
            "false",
            When.START,
            "Match every message anew instead of remembering what a subject matched"),
    EVENT_LOOPS(
            "event_loops",
            "",
            ValueType.LIMIT,
            "0",
            When.START,
            "Event loops that serve clients; 0 takes half the cores, at least one"),

    PING_INTERVAL("ping_interval", "", ValueType.DURATION, "2m", When.RELOAD, "Time between two pings to a client"),
    PING_MAX("ping_max", "", ValueType.COUNT, "2", When.RELOAD, "Pings without an answer before a client is stale"),
    WRITE_DEADLINE("write_deadline", "", ValueType.DURATION, "10s", When.RELOAD, "Time a write to a client may take"),
    NO_FAST_PRODUCER_STALL(
            "no_fast_producer_stall",
            "",
            ValueType.BOOLEAN,
            "false",
            When.RELOAD,
            "Never slow a producer down for a consumer that lags"),
    NO_HEADER_SUPPORT("no_header_support", "", ValueType.BOOLEAN, "false", When.START, "Refuse message headers"),
    LAME_DUCK_DURATION(
            "lame_duck_duration",
            "",
            ValueType.DURATION,
            "2m",
            When.RELOAD,
            "Time over which a lame duck closes its clients, the grace period included"),
    LAME_DUCK_GRACE_PERIOD(
            "lame_duck_grace_period",
            "",
            ValueType.DURATION,
            "10s",
            When.RELOAD,
            "Time a lame duck waits before it closes the first client"),

    USER(
            "authorization.user|authorization.username",
            "user",
            ValueType.TEXT,
            null,
            When.RELOAD,
            "The only user who may connect"),
    PASSWORD(
            "authorization.password|authorization.pass",
            "pass",
            ValueType.TEXT,
            null,
            When.RELOAD,
            "Password of the only user, plain or bcrypt"),
    TOKEN(
            "authorization.token",
            "auth",
            ValueType.TEXT,
            null,
            When.RELOAD,
            "Token that clients must know, plain or bcrypt"),
    AUTHORIZATION_TIMEOUT(
            "authorization.timeout", "", ValueType.DURATION, "2s", When.RELOAD, "Time a client has to say who it is"),
    USERS(
            "authorization.users",
            "",
            ValueType.USERS,
            null,
            When.RELOAD,
            "Users who may connect; as a property user:password, separated by commas"),
    DEFAULT_PERMISSIONS(
            "authorization.default_permissions|authorization.default_permission|authorization.permissions",
            "",
            ValueType.PERMISSIONS,
            null,
            When.RELOAD,
            "What users may do who have no permissions of their own; in the file only"),
    NO_AUTH_USER("no_auth_user", "", ValueType.TEXT, null, When.RELOAD, "Who clients are that do not say who they are"),
    ACCOUNTS(
            "accounts",
            "",
            ValueType.ACCOUNTS,
            null,
            When.RELOAD,
            "Subject spaces of their own, with their users, exports, imports and limits; in the file only"),
    SYSTEM_ACCOUNT(
            "system_account|system", "", ValueType.TEXT, "$SYS", When.START, "Account of the server's own messages"),
    MAPPINGS(
            "mappings|maps",
            "",
            ValueType.MAPPINGS,
            null,
            When.RELOAD,
            "Where messages to some subjects of the default account go instead; in the file only"),
    AUTH_CALLOUT(
            "authorization.auth_callout|authorization.auth_hook",
            "",
            ValueType.AUTH_CALLOUT,
            null,
            When.START,
            "A service that judges clients; see [security](security.md)"),
    OPERATOR(
            "operator|operators|root|roots|root_operator|root_operators",
            "",
            ValueType.TEXTS,
            null,
            When.START,
            "Operators whose accounts are accepted: files with their tokens, or the tokens"),
    RESOLVER(
            "resolver|account_resolver|accounts_resolver",
            "",
            ValueType.RESOLVER,
            null,
            When.START,
            "Where accounts of operators are found: MEMORY or, in the file, a block; see [security](security.md)"),
    RESOLVER_PRELOAD(
            "resolver_preload",
            "",
            ValueType.PAIRS,
            null,
            When.START,
            "Accounts and their tokens, for the resolver to begin with"),

    TLS(
            "tls",
            "",
            ValueType.TLS,
            null,
            When.RELOAD,
            "TLS for clients; see [security](security.md). As a property the text of a block"),
    TLS_REQUIRED(
            "", "tls", ValueType.BOOLEAN, "false", When.RELOAD, "Require TLS; any of the next settings does so, too"),
    TLS_CERT("", "tlscert", ValueType.PATH, null, When.RELOAD, "Certificate of the server"),
    TLS_KEY("", "tlskey", ValueType.PATH, null, When.RELOAD, "Private key of the server"),
    TLS_CA_CERT("", "tlscacert", ValueType.PATH, null, When.RELOAD, "Certificates that clients' must lead to"),
    TLS_VERIFY("", "tlsverify", ValueType.BOOLEAN, "false", When.RELOAD, "Require a certificate of every client"),
    ALLOW_NON_TLS(
            "allow_non_tls",
            "",
            ValueType.BOOLEAN,
            "false",
            When.RELOAD,
            "Let clients choose whether to use TLS where there is a tls block"),
    WEBSOCKET(
            "websocket|ws",
            "",
            ValueType.WEBSOCKET,
            null,
            When.START,
            "Listener for clients over WebSocket; see [security](security.md). As a property the text of a block"),

    JETSTREAM(
            "jetstream|jetstream.enabled|jetstream.enable",
            "js jetstream",
            ValueType.BOOLEAN,
            "false",
            When.START,
            "Keep streams; in the file a boolean or a block"),
    JETSTREAM_STORE_DIR(
            "jetstream.store_dir|jetstream.store|store_dir",
            "sd store_dir",
            ValueType.PATH,
            null,
            When.START,
            "Directory of the streams"),
    JETSTREAM_MAX_MEMORY_STORE(
            "jetstream.max_memory_store|jetstream.max_mem_store|jetstream.max_mem",
            "",
            ValueType.LARGE_SIZE,
            null,
            When.START,
            "Bytes that streams may keep in memory"),
    JETSTREAM_MAX_FILE_STORE(
            "jetstream.max_file_store|jetstream.max_file",
            "",
            ValueType.LARGE_SIZE,
            null,
            When.START,
            "Bytes that streams may keep in files"),
    JETSTREAM_DOMAIN("jetstream.domain", "", ValueType.TEXT, null, When.START, "Domain of the streams"),
    JETSTREAM_DURABILITY(
            "jetstream.durability",
            "",
            ValueType.TEXT,
            null,
            When.START,
            "When a publication is acknowledged: `always` when the disk has confirmed it, `interval` before it is asked"
                    + " to, which happens every sync_interval, `none` without asking it; a stream may choose for itself"),
    JETSTREAM_SYNC_INTERVAL(
            "jetstream.sync_interval|jetstream.sync",
            "",
            ValueType.TEXT,
            null,
            When.START,
            "`always`, or how often the disk is asked to confirm; a time makes the durability `interval`"),
    JETSTREAM_MAX_CONCURRENT_IO(
            "jetstream.max_concurrent_io",
            "",
            ValueType.LIMIT,
            "0",
            When.START,
            "Threads that streams share, 0 for two a core"),
    JETSTREAM_MAX_BUFFERED_SIZE(
            "jetstream.max_buffered_size",
            "",
            ValueType.LARGE_SIZE,
            "128MB",
            When.START,
            "Bytes that may wait to be stored in one stream; publications beyond are refused, publishers slowed before"),
    JETSTREAM_MAX_BUFFERED_MSGS(
            "jetstream.max_buffered_msgs",
            "",
            ValueType.COUNT,
            "100000",
            When.START,
            "Messages that may wait to be stored in one stream"),
    JETSTREAM_REQUEST_QUEUE_LIMIT(
            "jetstream.request_queue_limit",
            "",
            ValueType.COUNT,
            "10000",
            When.START,
            "Requests of an account that may wait to be answered"),
    JETSTREAM_STRICT(
            "jetstream.strict",
            "",
            ValueType.BOOLEAN,
            "true",
            When.START,
            "Whether requests with fields that are not known are refused"),
    JETSTREAM_DUPLICATE_WINDOW(
            "jetstream.limits.duplicate_window",
            "",
            ValueType.DURATION,
            "0s",
            When.START,
            "Longest time for which a stream may remember message ids, 0 for any"),
    JETSTREAM_BATCH_MAX_MSGS(
            "jetstream.limits.batch.max_msgs",
            "",
            ValueType.COUNT,
            "1000",
            When.START,
            "Most messages of an atomic batch"),
    JETSTREAM_BATCH_MAX_INFLIGHT_PER_STREAM(
            "jetstream.limits.batch.max_inflight_per_stream",
            "",
            ValueType.COUNT,
            "50",
            When.START,
            "Most atomic batches underway for one stream"),
    JETSTREAM_BATCH_MAX_INFLIGHT_TOTAL(
            "jetstream.limits.batch.max_inflight_total",
            "",
            ValueType.COUNT,
            "1000",
            When.START,
            "Most atomic batches underway in all"),
    JETSTREAM_BATCH_TIMEOUT(
            "jetstream.limits.batch.timeout",
            "",
            ValueType.DURATION,
            "10s",
            When.START,
            "Silence after which a batch is given up");

    /** When a change of the configuration takes effect. */
    private enum When {
        START,
        RELOAD
    }

    private static final Pattern BAR = Pattern.compile("\\|");
    private static final Pattern BLANK = Pattern.compile(" ");

    private static final Map<String, Setting> BY_FILE_KEY = Arrays.stream(values())
            .flatMap(setting -> setting.fileKeys().stream().map(key -> Map.entry(key, setting)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Map<String, Setting> BY_FLAG = Arrays.stream(values())
            .flatMap(setting -> setting.flags().stream().map(flag -> Map.entry(flag, setting)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String fileKeys;
    private final String flags;
    private final ValueType type;
    private final @Nullable String defaultText;
    private final When when;
    private final String meaning;

    Setting(String fileKeys, String flags, ValueType type, @Nullable String defaultText, When when, String meaning) {
        this.fileKeys = fileKeys;
        this.flags = flags;
        this.type = type;
        this.defaultText = defaultText;
        this.when = when;
        this.meaning = meaning;
    }

    /** The setting of a key of the file; keys in blocks are given with a dot and case does not matter. */
    static Optional<Setting> ofFileKey(String path) {
        return Optional.ofNullable(BY_FILE_KEY.get(path.toLowerCase(Locale.ROOT)));
    }

    /** The setting of a flag, given without its dashes. */
    static Optional<Setting> ofFlag(String flag) {
        return Optional.ofNullable(BY_FLAG.get(flag));
    }

    /** The name that errors and logs use. */
    public String key() {
        List<String> keys = fileKeys();
        return keys.isEmpty() ? name().toLowerCase(Locale.ROOT) : keys.get(0);
    }

    /** The names in the file, the first one first; empty where the setting cannot stand in a file. */
    public List<String> fileKeys() {
        return words(BAR, fileKeys);
    }

    /** The flags of the command line, without their dashes. */
    public List<String> flags() {
        return words(BLANK, flags);
    }

    public String property() {
        return "quoll." + key().replace('_', '-');
    }

    public String environmentVariable() {
        return property().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    ValueType type() {
        return type;
    }

    /** What the documents call the type. */
    public String typeName() {
        return type.shown();
    }

    /** The default as the file would write it. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    /** Whether a change takes effect when a running server reads its file again. */
    public boolean reloadable() {
        return when == When.RELOAD;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether logs must not show the value. */
    public boolean secret() {
        return this == PASSWORD
                || this == TOKEN
                || this == USERS
                || this == ACCOUNTS
                || this == RESOLVER_PRELOAD
                || this == HTTP_PUSH;
    }

    private static List<String> words(Pattern separator, String text) {
        return text.isEmpty() ? List.of() : separator.splitAsStream(text).toList();
    }
}
