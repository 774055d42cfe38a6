package io.quoll.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the operator asked for, complete with defaults and consistent in itself. Immutable, and so free to be
 * read on any thread; reading the configuration again makes a new one.
 */
public final class Settings {

    private static final String ALWAYS = "always";
    private static final Duration DEFAULT_SYNC_INTERVAL = Duration.ofMinutes(2);

    private final Map<Setting, Layer.Given> values;
    private final List<Notice> notices;

    Settings(Layer merged, List<Notice> notices) {
        this.values = merged.given();
        this.notices = List.copyOf(notices);
        SettingsRules.check(this);
    }

    /** What nobody gave: the defaults. */
    public static Settings defaults() {
        return new SettingsLoader(Map.of()).load(Map.of(), PropertySource.none());
    }

    public Optional<Path> configFile() {
        return path(Setting.CONFIG);
    }

    public String host() {
        return text(Setting.HOST).orElseThrow();
    }

    /** The port for clients, or -1 for any free one. */
    public int port() {
        return orDefault(Setting.PORT);
    }

    public Optional<String> clientAdvertise() {
        return text(Setting.CLIENT_ADVERTISE);
    }

    public Optional<String> serverName() {
        return text(Setting.SERVER_NAME);
    }

    public List<String> serverTags() {
        return list(Setting.SERVER_TAGS, String.class);
    }

    public Map<String, String> serverMetadata() {
        return pairs(Setting.SERVER_METADATA);
    }

    /** The address for monitoring, which is that for clients unless it was given. */
    public String httpHost() {
        return text(Setting.HTTP_HOST).orElseGet(this::host);
    }

    /** The port for monitoring, -1 for any free one, or 0 for no monitoring. */
    public int httpPort() {
        return number(Setting.HTTP_PORT);
    }

    /** The path in front of every monitoring path: empty, or with a slash before and none behind. */
    public String httpBasePath() {
        String path = text(Setting.HTTP_BASE_PATH).orElse("").strip();
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return start == end ? "" : "/" + path.substring(start, end);
    }

    public boolean tracing() {
        return truth(Setting.TRACING);
    }

    /** The collector's URL, if it was given. */
    public Optional<URI> tracingEndpoint() {
        return Optional.ofNullable(value(Setting.TRACING_ENDPOINT, URI.class));
    }

    /** The share of what begins a trace that is followed, if it was given. */
    public Optional<Double> tracingSampling() {
        return Optional.ofNullable(value(Setting.TRACING_SAMPLING, Double.class));
    }

    /** The address for the HTTP API, which is that for clients unless it was given. */
    public String httpApiHost() {
        return text(Setting.HTTP_API_HOST).orElseGet(this::host);
    }

    /** The port for the HTTP API, -1 for any free one, or 0 for no API. */
    public int httpApiPort() {
        return number(Setting.HTTP_API_PORT);
    }

    /** Whether monitoring and the HTTP API share one listener. */
    public boolean httpApiSharesMonitoring() {
        return httpApiPort() > 0 && httpApiPort() == httpPort() && httpApiHost().equals(httpHost());
    }

    public int httpApiMaxPending() {
        return number(Setting.HTTP_API_MAX_PENDING);
    }

    public int httpApiMaxStreams() {
        return number(Setting.HTTP_API_MAX_STREAMS);
    }

    /** Whether the HTTP API is encrypted, if clients are. */
    public boolean httpApiTls() {
        return truth(Setting.HTTP_API_TLS);
    }

    public List<String> httpApiAllowedOrigins() {
        return list(Setting.HTTP_API_ALLOWED_ORIGINS, String.class);
    }

    public int httpApiAccountRequests() {
        return number(Setting.HTTP_API_ACCOUNT_REQUESTS);
    }

    /** Requests a second, 0 for any number. */
    public int httpApiAccountRate() {
        return Math.max(0, number(Setting.HTTP_API_ACCOUNT_RATE));
    }

    public Duration httpApiHeartbeat() {
        return duration(Setting.HTTP_API_HEARTBEAT);
    }

    public Duration httpApiRequestTimeout() {
        return duration(Setting.HTTP_API_REQUEST_TIMEOUT);
    }

    /** How many event loops serve clients on a machine of so many cores. */
    public int eventLoops(int cores) {
        int asked = number(Setting.EVENT_LOOPS);
        return asked > 0 ? asked : Math.max(1, cores / 2);
    }

    public boolean debug() {
        return truth(Setting.DEBUG);
    }

    /** Whether log lines are JSON, not text. */
    public boolean logsJson() {
        return logFormat().equals("json");
    }

    String logFormat() {
        return text(Setting.LOG_FORMAT).orElseThrow();
    }

    public boolean trace() {
        return truth(Setting.TRACE);
    }

    public boolean logTime() {
        return truth(Setting.LOGTIME);
    }

    public Optional<Path> logFile() {
        return path(Setting.LOG_FILE);
    }

    /** How many bytes of a payload the trace shows; Integer.MAX_VALUE for all of them. */
    public int maxTracedMsgLength() {
        return limit(Setting.MAX_TRACED_MSG_LEN);
    }

    public int connectErrorReports() {
        return number(Setting.CONNECT_ERROR_REPORTS);
    }

    public int reconnectErrorReports() {
        return number(Setting.RECONNECT_ERROR_REPORTS);
    }

    public Optional<Path> pidFile() {
        return path(Setting.PID_FILE);
    }

    public Optional<Path> portsFileDir() {
        return path(Setting.PORTS_FILE_DIR);
    }

    public int maxControlLine() {
        return number(Setting.MAX_CONTROL_LINE);
    }

    public int maxPayload() {
        return number(Setting.MAX_PAYLOAD);
    }

    public long maxPending() {
        return (Long) required(Setting.MAX_PENDING);
    }

    /** How many clients may be connected; Integer.MAX_VALUE for any number. */
    public int maxConnections() {
        int asked = orDefault(Setting.MAX_CONNECTIONS);
        return asked < 0 ? Integer.MAX_VALUE : asked;
    }

    /** How many subscriptions a client may have; Integer.MAX_VALUE for any number. */
    public int maxSubscriptions() {
        return limit(Setting.MAX_SUBSCRIPTIONS);
    }

    /** How many tokens the subject of a subscription may have, or 0 for any number. */
    public int maxSubscriptionTokens() {
        return number(Setting.MAX_SUBSCRIPTION_TOKENS);
    }

    public int maxClosedClients() {
        return number(Setting.MAX_CLOSED_CLIENTS);
    }

    public boolean disableSublistCache() {
        return truth(Setting.DISABLE_SUBLIST_CACHE);
    }

    public boolean noHeaderSupport() {
        return truth(Setting.NO_HEADER_SUPPORT);
    }

    public boolean noFastProducerStall() {
        return truth(Setting.NO_FAST_PRODUCER_STALL);
    }

    public int pingMax() {
        return number(Setting.PING_MAX);
    }

    public Duration pingInterval() {
        return duration(Setting.PING_INTERVAL);
    }

    public Duration writeDeadline() {
        return duration(Setting.WRITE_DEADLINE);
    }

    public Duration lameDuckDuration() {
        return duration(Setting.LAME_DUCK_DURATION);
    }

    public Duration lameDuckGracePeriod() {
        return duration(Setting.LAME_DUCK_GRACE_PERIOD);
    }

    /** With TLS a second more than the handshake may take, unless it was given. */
    public Duration authorizationTimeout() {
        return isGiven(Setting.AUTHORIZATION_TIMEOUT)
                ? duration(Setting.AUTHORIZATION_TIMEOUT)
                : tls().map(tls -> tls.timeout().plusSeconds(1))
                        .orElseGet(() -> duration(Setting.AUTHORIZATION_TIMEOUT));
    }

    public Optional<String> token() {
        return text(Setting.TOKEN);
    }

    /** The users who may connect, be it the single one or a list; empty where users are not asked for. */
    public List<UserCredentials> users() {
        Optional<String> user = text(Setting.USER);
        Optional<String> password = text(Setting.PASSWORD);
        return user.isPresent() && password.isPresent()
                ? List.of(new UserCredentials(user.get(), password.get()))
                : list(Setting.USERS, UserCredentials.class);
    }

    /** How connections of clients are secured; empty where they are not. */
    public Optional<TlsSettings> tls() {
        TlsSettings block = value(Setting.TLS, TlsSettings.class);
        if (tlsFlag().isEmpty()) {
            return Optional.ofNullable(block);
        }
        return Optional.of(TlsBlock.withFlags(
                block,
                path(Setting.TLS_CERT).orElseThrow(),
                path(Setting.TLS_KEY).orElseThrow(),
                path(Setting.TLS_CA_CERT),
                truth(Setting.TLS_VERIFY)));
    }

    /** One of the settings that ask for TLS without a block, if any does. */
    Optional<Setting> tlsFlag() {
        return Stream.of(
                        Setting.TLS_REQUIRED,
                        Setting.TLS_VERIFY,
                        Setting.TLS_CERT,
                        Setting.TLS_KEY,
                        Setting.TLS_CA_CERT)
                .filter(setting -> setting.type() == ValueType.BOOLEAN ? truth(setting) : isGiven(setting))
                .findFirst();
    }

    /** Whether clients need not use TLS though they could. */
    public boolean allowNonTls() {
        return truth(Setting.ALLOW_NON_TLS);
    }

    /** The listener for WebSocket; empty where there is none. */
    public Optional<WebSocketSettings> webSocket() {
        return Optional.ofNullable(value(Setting.WEBSOCKET, WebSocketSettings.class))
                .filter(webSocket -> webSocket.port() != 0);
    }

    /** The endpoints that consumers may deliver to over HTTP. */
    @SuppressWarnings("unchecked")
    public List<PushEndpointSettings> httpPush() {
        return valueOrNothing(Setting.HTTP_PUSH)
                .map(value -> (List<PushEndpointSettings>) value)
                .orElse(List.of());
    }

    /** What users may do who have no permissions of their own. */
    public Optional<PermissionSettings> defaultPermissions() {
        return valueOrNothing(Setting.DEFAULT_PERMISSIONS).map(value -> (PermissionSettings) value);
    }

    /** Who clients are that do not say who they are. */
    public Optional<String> noAuthUser() {
        return text(Setting.NO_AUTH_USER);
    }

    public List<AccountSettings> accounts() {
        return list(Setting.ACCOUNTS, AccountSettings.class);
    }

    public String systemAccount() {
        return text(Setting.SYSTEM_ACCOUNT).orElseThrow();
    }

    /** The mappings of the default account. */
    public List<MappingEntry> mappings() {
        return list(Setting.MAPPINGS, MappingEntry.class);
    }

    /** Whom to ask about clients; empty where nobody is asked. */
    public Optional<AuthCalloutSettings> authCallout() {
        return valueOrNothing(Setting.AUTH_CALLOUT).map(AuthCalloutSettings.class::cast);
    }

    /** The operators whose accounts are accepted, each a file or a token; empty where accounts are configured. */
    public List<String> operators() {
        return list(Setting.OPERATOR, String.class);
    }

    public Optional<ResolverSettings> resolver() {
        return valueOrNothing(Setting.RESOLVER).map(ResolverSettings.class::cast);
    }

    /** Tokens of accounts by their public keys. */
    public Map<String, String> resolverPreload() {
        return pairs(Setting.RESOLVER_PRELOAD);
    }

    public boolean jetStream() {
        return truth(Setting.JETSTREAM);
    }

    public Optional<Path> jetStreamStoreDir() {
        return path(Setting.JETSTREAM_STORE_DIR);
    }

    public Optional<Long> jetStreamMaxMemoryStore() {
        return Optional.ofNullable(values.get(Setting.JETSTREAM_MAX_MEMORY_STORE))
                .map(given -> (Long) given.value());
    }

    public Optional<Long> jetStreamMaxFileStore() {
        return Optional.ofNullable(values.get(Setting.JETSTREAM_MAX_FILE_STORE)).map(given -> (Long) given.value());
    }

    public Optional<String> jetStreamDomain() {
        return text(Setting.JETSTREAM_DOMAIN);
    }

    /** When a publication is acknowledged, if that is said outright. */
    public Optional<String> jetStreamDurability() {
        return text(Setting.JETSTREAM_DURABILITY);
    }

    /** Whether the disk is to confirm at intervals, not always. */
    public boolean jetStreamSyncsNowAndThen() {
        return text(Setting.JETSTREAM_SYNC_INTERVAL)
                .filter(value -> !value.equalsIgnoreCase(ALWAYS))
                .isPresent();
    }

    /** How often the disk has to confirm where not every acknowledgement waits for it. */
    public Duration jetStreamSyncInterval() {
        return text(Setting.JETSTREAM_SYNC_INTERVAL)
                .filter(value -> !value.equalsIgnoreCase(ALWAYS))
                .map(TimeSpan::parse)
                .orElse(DEFAULT_SYNC_INTERVAL);
    }

    /** How many threads streams share, 0 for as many as suit the machine. */
    public int jetStreamMaxConcurrentIo() {
        return number(Setting.JETSTREAM_MAX_CONCURRENT_IO);
    }

    public long jetStreamMaxBufferedSize() {
        return (Long) required(Setting.JETSTREAM_MAX_BUFFERED_SIZE);
    }

    public int jetStreamMaxBufferedMsgs() {
        return number(Setting.JETSTREAM_MAX_BUFFERED_MSGS);
    }

    public int jetStreamRequestQueueLimit() {
        return number(Setting.JETSTREAM_REQUEST_QUEUE_LIMIT);
    }

    public boolean jetStreamStrict() {
        return truth(Setting.JETSTREAM_STRICT);
    }

    /** The longest window for duplicates, zero for any. */
    public Duration jetStreamDuplicateWindow() {
        return duration(Setting.JETSTREAM_DUPLICATE_WINDOW);
    }

    public int jetStreamBatchMaxMsgs() {
        return number(Setting.JETSTREAM_BATCH_MAX_MSGS);
    }

    public int jetStreamBatchMaxInflightPerStream() {
        return number(Setting.JETSTREAM_BATCH_MAX_INFLIGHT_PER_STREAM);
    }

    public int jetStreamBatchMaxInflightTotal() {
        return number(Setting.JETSTREAM_BATCH_MAX_INFLIGHT_TOTAL);
    }

    public Duration jetStreamBatchTimeout() {
        return duration(Setting.JETSTREAM_BATCH_TIMEOUT);
    }

    /** What was asked for and passed over, for the log. */
    public List<Notice> notices() {
        return notices;
    }

    public Origin origin(Setting setting) {
        Layer.Given given = values.get(setting);
        return given == null ? new Origin.Default() : given.origin();
    }

    public boolean isGiven(Setting setting) {
        return !(origin(setting) instanceof Origin.Default);
    }

    /** The settings that somebody gave, in the order of the catalogue. */
    public List<Setting> given() {
        return Arrays.stream(Setting.values()).filter(this::isGiven).toList();
    }

    /** The settings whose values differ from those of another configuration, as after reading the file again. */
    public List<Setting> differences(Settings other) {
        return Arrays.stream(Setting.values())
                .filter(setting -> !Objects.equals(valueOrNothing(setting), other.valueOrNothing(setting)))
                .toList();
    }

    /** The value for the log, secrets hidden. */
    public String shown(Setting setting) {
        Layer.Given given = values.get(setting);
        if (given == null) {
            return "";
        }
        if (setting.secret()) {
            return "***";
        }
        return given.value() instanceof Duration duration
                ? TimeSpan.shown(duration)
                : given.value().toString();
    }

    Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting)).map(given -> (String) given.value());
    }

    int number(Setting setting) {
        return (Integer) required(setting);
    }

    Duration duration(Setting setting) {
        return (Duration) required(setting);
    }

    private int limit(Setting setting) {
        int asked = number(setting);
        return asked <= 0 ? Integer.MAX_VALUE : asked;
    }

    private int orDefault(Setting setting) {
        int asked = number(setting);
        return asked != 0 ? asked : (int) Quantity.parse(setting.defaultText().orElseThrow());
    }

    private Optional<Path> path(Setting setting) {
        return valueOrNothing(setting).map(path -> (Path) path).filter(path -> !path.toString()
                .isEmpty());
    }

    private <T> @Nullable T value(Setting setting, Class<T> type) {
        Layer.Given given = values.get(setting);
        return given == null ? null : type.cast(given.value());
    }

    boolean truth(Setting setting) {
        return (Boolean) required(setting);
    }

    private <T> List<T> list(Setting setting, Class<T> type) {
        Layer.Given given = values.get(setting);
        return given == null || !(given.value() instanceof List<?> items)
                ? List.of()
                : items.stream().map(type::cast).toList();
    }

    private Map<String, String> pairs(Setting setting) {
        Layer.Given given = values.get(setting);
        if (given == null || !(given.value() instanceof Map<?, ?> pairs)) {
            return Map.of();
        }
        return pairs.entrySet().stream().collect(Collectors.toUnmodifiableMap(pair -> (String) pair.getKey(), pair ->
                (String) pair.getValue()));
    }

    private Object required(Setting setting) {
        return valueOrNothing(setting).orElseThrow();
    }

    private Optional<Object> valueOrNothing(Setting setting) {
        return Optional.ofNullable(values.get(setting)).map(Layer.Given::value);
    }
}
