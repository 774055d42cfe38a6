package io.quoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Takes spans by OpenTelemetry's protocol over HTTP, reads them by its description, and shows them; as long as a test lasts. */
public final class TraceCollector implements AfterEachCallback {

    private static final String PATH = "/v1/traces";
    private static final int OK = 200;

    private final HttpServer server;
    private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> heads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Integer> refusals = new LinkedBlockingQueue<>();

    private TraceCollector(HttpServer server) {
        this.server = server;
    }

    public static TraceCollector start() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TraceCollector collector = new TraceCollector(server);
        server.createContext(PATH, collector::take);
        server.start();
        return collector;
    }

    /** Without the path for traces. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next request with that status, and takes nothing of it. */
    public void refuse(int status) {
        refusals.add(status);
    }

    /** What has come so far, in the order of coming. */
    public List<CollectedSpan> spans() {
        return List.copyOf(spans);
    }

    public List<CollectedSpan> spansNamed(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    /** The one of that name. */
    public CollectedSpan only(String name) {
        List<CollectedSpan> named = spansNamed(name);
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }

    /** The headers of each request. */
    public List<Map<String, List<String>>> heads() {
        return List.copyOf(heads);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            heads.add(Map.copyOf(exchange.getRequestHeaders()));
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] body;
            try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                body = in.readAllBytes();
            }
            Integer refusal = refusals.poll();
            if (refusal == null) {
                spans.addAll(read(body));
            }
            exchange.sendResponseHeaders(refusal == null ? OK : refusal, -1);
        }
    }

    private static List<CollectedSpan> read(byte[] body) {
        List<CollectedSpan> found = new ArrayList<>();
        for (ProtobufFields ofResource : new ProtobufFields(body).messages(1)) {
            Map<String, Object> resource = attributes(new ProtobufFields(ofResource.bytes(1)).messages(1));
            for (ProtobufFields ofScope : ofResource.messages(2)) {
                for (ProtobufFields span : ofScope.messages(2)) {
                    found.add(span(span, resource));
                }
            }
        }
        return found;
    }

    private static CollectedSpan span(ProtobufFields span, Map<String, Object> resource) {
        HexFormat hex = HexFormat.of();
        ProtobufFields status = new ProtobufFields(span.bytes(15));
        return new CollectedSpan(
                hex.formatHex(span.bytes(1)),
                hex.formatHex(span.bytes(2)),
                hex.formatHex(span.bytes(4)),
                span.text(5),
                span.messages(13).stream()
                        .map(link -> hex.formatHex(link.bytes(2)))
                        .toList(),
                attributes(span.messages(9)),
                status.text(2),
                resource);
    }

    private static Map<String, Object> attributes(List<ProtobufFields> pairs) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (ProtobufFields pair : pairs) {
            ProtobufFields value = new ProtobufFields(pair.bytes(2));
            attributes.put(pair.text(1), value.has(1) ? value.text(1) : (Object) value.number(3));
        }
        return attributes;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.stop(0);
    }
}
