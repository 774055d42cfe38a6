package io.quoll.http.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.nats.client.Connection;
import io.nats.client.ObjectStore;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamInfoOptions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.http.ApiProfile;
import io.quoll.testkit.HttpApi;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class ObjectTest {

    private static final int SIZE = 1_000_000;

    @Inject
    HttpApi api;

    private Connection nats;
    private ObjectStore store;
    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void createBucket() throws Exception {
        new Random(7).nextBytes(content);
        nats = api.nats();
        api.client()
                .contentType("application/json")
                .body("{\"storage\":\"memory\"}")
                .put("/v1/objects/made")
                .then()
                .statusCode(201)
                .body("bucket", equalTo("made"));
        store = nats.objectStore("made");
    }

    @AfterEach
    void deleteBucket() throws Exception {
        api.client().delete("/v1/objects/made").then().statusCode(200);
        nats.close();
    }

    private Response put(String name, byte[] bytes) {
        return api.client().contentType("image/png").body(bytes).put("/v1/objects/made/" + name);
    }

    private byte[] get(String name) {
        return api.client()
                .get("/v1/objects/made/" + name)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    /** How many messages the bucket has, chunks and descriptions. */
    private long messages() throws Exception {
        return nats.jetStreamManagement()
                .getStreamInfo("OBJ_made", StreamInfoOptions.allSubjects())
                .getStreamState()
                .getMsgCount();
    }

    @Test
    void shouldStoreWhatClientsRead() throws Exception {
        // given
        String name = "pictures%2F1%20%C3%A4.png";

        // when
        Response stored = put(name, content);

        // then
        stored.then()
                .statusCode(201)
                .body("name", equalTo("pictures/1 ä.png"))
                .body("size", equalTo(SIZE))
                .body("chunks", equalTo(16))
                .header("ETag", "\"" + Base64.getUrlEncoder().encodeToString(sha256(content)) + "\"")
                .header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ObjectInfo info = store.get("pictures/1 ä.png", read);
        assertThat(read.toByteArray()).isEqualTo(content);
        assertThat(info.getChunks()).isEqualTo(16);
        assertThat(info.getHeaders().getFirst("Content-Type")).startsWith("image/png");
    }

    @Test
    void shouldReadWhatClientsStore() throws Exception {
        // given
        ObjectMeta meta = ObjectMeta.builder("theirs").chunkSize(10_000).build();
        store.put(meta, new ByteArrayInputStream(content));

        // when
        var answer = api.client().get("/v1/objects/made/theirs").then();

        // then
        answer.statusCode(200)
                .header("Content-Length", Integer.toString(SIZE))
                .header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":");
        assertThat(answer.extract().asByteArray()).isEqualTo(content);
        assertThat(nats.jetStreamManagement().getConsumerNames("OBJ_made")).isEmpty();
    }

    /** The Java client names objects in the other alphabet of base64. */
    @Test
    void shouldFindWhatIsNamedInEitherAlphabet() throws Exception {
        // given
        String name = "~~~???";
        String path = "~~~%3F%3F%3F";
        store.put(name, new ByteArrayInputStream(new byte[] {1}));

        // when
        byte[] theirs = get(path);
        put(path, new byte[] {2, 3}).then().statusCode(201);
        ByteArrayOutputStream replaced = new ByteArrayOutputStream();
        store.get(name, replaced);

        // then
        assertThat(theirs).containsExactly(1);
        assertThat(get(path)).containsExactly(2, 3);
        assertThat(replaced.toByteArray()).containsExactly(2, 3);
        assertThat(messages()).isEqualTo(2);
        api.client().delete("/v1/objects/made/" + path).then().statusCode(200);
        api.client().get("/v1/objects/made/" + path).then().statusCode(404);
    }

    @Test
    void shouldStreamOverHttp2() throws Exception {
        // given
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        URI uri = URI.create("http://127.0.0.1:" + api.port() + "/v1/objects/made/h2");
        HttpRequest put = HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                .build();

        HttpRequest upgrade =
                HttpRequest.newBuilder(uri.resolve("/v1/openapi.json")).build();
        assertThat(http.send(upgrade, HttpResponse.BodyHandlers.discarding()).version())
                .isEqualTo(HttpClient.Version.HTTP_2);

        // when
        var stored = http.send(put, HttpResponse.BodyHandlers.ofString());

        // then
        assertThat(stored.statusCode()).isEqualTo(201);
        var read = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(read.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(read.body()).isEqualTo(content);
    }

    @Test
    void shouldStoreAnEmptyObject() throws Exception {
        // given
        byte[] nothing = {};

        // when
        put("empty", nothing).then().statusCode(201).body("size", equalTo(0)).body("chunks", equalTo(0));

        // then
        assertThat(get("empty")).isEmpty();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        store.get("empty", read);
        assertThat(read.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 0, 100",
        "bytes=65535-65536, 65535, 65537",
        "bytes=999900-, 999900, 1000000",
        "bytes=-100, 999900, 1000000",
        "bytes=999999-2000000, 999999, 1000000",
        "bytes=0-99999999999999999999, 0, 1000000"
    })
    void shouldAnswerRanges(String range, int start, int end) {
        // given
        put("ranged", content);

        // when
        var answer = api.client()
                .header("Range", range)
                .get("/v1/objects/made/ranged")
                .then();

        // then
        answer.statusCode(206).header("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + SIZE);
        assertThat(answer.extract().asByteArray()).isEqualTo(Arrays.copyOfRange(content, start, end));
    }

    @Test
    void shouldKnowWhatRangesAreGoodFor() {
        // given
        String tag = put("ranged", new byte[10]).header("ETag");

        // when
        var beyond = api.client()
                .header("Range", "bytes=10-")
                .get("/v1/objects/made/ranged")
                .then();
        var several = api.client()
                .header("Range", "bytes=0-1,3-4")
                .get("/v1/objects/made/ranged")
                .then();
        var same = api.client()
                .header("Range", "bytes=0-1")
                .header("If-Range", tag)
                .get("/v1/objects/made/ranged")
                .then();
        var other = api.client()
                .header("Range", "bytes=0-1")
                .header("If-Range", "\"x\"")
                .get("/v1/objects/made/ranged")
                .then();
        var known = api.client()
                .header("If-None-Match", tag)
                .get("/v1/objects/made/ranged")
                .then();
        var head = api.client().head("/v1/objects/made/ranged").then();

        // then
        beyond.statusCode(416).header("Content-Range", "bytes */10").body("code", equalTo(20019));
        several.statusCode(200);
        same.statusCode(206);
        other.statusCode(200);
        known.statusCode(304);
        head.statusCode(200).header("Content-Length", "10").header("ETag", tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=x-5",
                "bytes=5",
                "bytes=5-1",
                "bytes=0-1,x",
                "bytes=99999999999999999999-"
            })
    void shouldRefuseWhatIsNoRange(String range) {
        // given
        put("ranged", new byte[10]);

        // when
        var answer = api.client()
                .header("Range", range)
                .get("/v1/objects/made/ranged")
                .then();

        // then
        answer.statusCode(416)
                .contentType("application/problem+json")
                .header("Content-Range", "bytes */10")
                .body("code", equalTo(20019));
    }

    @Test
    void shouldTakeTheChunksOfTheObjectBeforeAway() throws Exception {
        // given
        put("twice", content);

        // when
        put("twice", new byte[100]).then().statusCode(201);

        // then
        assertThat(messages()).isEqualTo(2);
        assertThat(get("twice")).hasSize(100);
    }

    @Test
    void shouldDeleteAsClientsDo() throws Exception {
        // given
        put("gone", content);

        // when
        api.client().delete("/v1/objects/made/gone").then().statusCode(200).body("deleted", equalTo(true));

        // then
        assertThat(messages()).isEqualTo(1);
        assertThat(store.getInfo("gone")).isNull();
        assertThat(store.getInfo("gone", true).isDeleted()).isTrue();
        api.client().get("/v1/objects/made/gone").then().statusCode(404);
        api.client().delete("/v1/objects/made/gone").then().statusCode(404);
        put("gone", new byte[1]).then().statusCode(201);
        assertThat(store.getInfo("gone").getSize()).isEqualTo(1);
    }

    @Test
    void shouldListObjectsAndBuckets() throws Exception {
        // given
        nats.objectStoreManagement()
                .create(ObjectStoreConfiguration.builder("theirs")
                        .storageType(StorageType.Memory)
                        .build());
        put("a", content);
        put("b", content);
        store.delete("b");

        // when
        String objects = api.client().get("/v1/objects/made?list=true").asString();

        // then
        assertThat(objects.lines()).singleElement().asString().contains("\"name\":\"a\"");
        api.client().get("/v1/objects").then().statusCode(200).body("buckets.bucket", hasItems("made", "theirs"));
        api.client().get("/v1/objects/made/a?info=true").then().statusCode(200).body("size", equalTo(SIZE));
        api.client().get("/v1/objects/made").then().statusCode(200).body("bucket", equalTo("made"));
        nats.objectStoreManagement().delete("theirs");
    }

    @Test
    void shouldFollowLinks() throws Exception {
        // given
        put("real", content);
        store.addLink("link", store.getInfo("real"));

        // when
        byte[] read = get("link");

        // then
        assertThat(read).isEqualTo(content);
    }

    @Test
    void shouldHoldConditions() {
        // given
        String tag = put("one", new byte[1]).header("ETag");

        // when
        var there = api.client()
                .header("If-None-Match", "*")
                .body("x")
                .put("/v1/objects/made/one")
                .then();
        var fresh = api.client()
                .header("If-None-Match", "*")
                .body("x")
                .put("/v1/objects/made/two")
                .then();
        var wrong = api.client()
                .header("If-Match", "\"x\"")
                .body("x")
                .put("/v1/objects/made/one")
                .then();
        var right = api.client()
                .header("If-Match", tag)
                .body("x")
                .put("/v1/objects/made/one")
                .then();
        var gone = api.client()
                .header("If-Match", tag)
                .delete("/v1/objects/made/one")
                .then();

        // then
        there.statusCode(412);
        fresh.statusCode(201);
        wrong.statusCode(412).body("code", equalTo(10071));
        right.statusCode(201);
        gone.statusCode(412);
    }

    @Test
    void shouldRefuseABodyWithAnotherDigest() throws Exception {
        // given
        String digest = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(new byte[1])) + ":";

        // when
        var wrong = api.client()
                .header("Repr-Digest", digest)
                .body(content)
                .put("/v1/objects/made/x")
                .then();

        // then
        wrong.statusCode(400).body("code", equalTo(20004));
        assertThat(messages()).isZero();
        api.client()
                .header("Repr-Digest", digest)
                .body(new byte[1])
                .put("/v1/objects/made/x")
                .then()
                .statusCode(201);
    }

    @Test
    void shouldRemoveWhatWasUploadedByHalf() throws Exception {
        // given
        try (Socket half = api.socket()) {
            String head = "PUT /v1/objects/made/half HTTP/1.1\r\nHost: h\r\nContent-Length: " + SIZE + "\r\n\r\n";
            half.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            half.getOutputStream().write(content, 0, SIZE / 2);
            half.getOutputStream().flush();
            Awaitility.await().untilAsserted(() -> assertThat(messages()).isGreaterThan(3));

            // when
            half.setSoLinger(true, 0);
        }

        // then
        Awaitility.await().untilAsserted(() -> assertThat(messages()).isZero());
        api.client().get("/v1/objects/made/half").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/objects/none, 404, 10059",
        "GET, /v1/objects/none/x, 404, 10059",
        "PUT, /v1/objects/none/x, 404, 10059",
        "GET, /v1/objects/made/none, 404, 20012",
        "DELETE, /v1/objects/made/none, 404, 20012",
        "GET, /v1/objects/a.b, 400, 20002",
        "PUT, /v1/objects/made/%FF, 400, 20001",
        "PUT, /v1/objects/made/x?chunk=10, 400, 20002",
        "PUT, /v1/objects/made/x?chunk=9999999, 400, 20002",
        "POST, /v1/objects/made/x, 405, 20013"
    })
    void shouldSayWhatIsWrong(String method, String path, int status, int code) {
        // given
        RequestSpecification client = api.client();

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
