package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class PageTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"|from \"\\./([^\"]+)\"");

    /** Those that are written here. */
    private static final List<String> SCRIPTS = List.of(
            "api.js",
            "page.js",
            "connections.js",
            "subjects.js",
            "tap.js",
            "streams.js",
            "send.js",
            "tables.js",
            "rates.js");

    @Inject
    HttpApi api;

    private String file(String path) {
        return api.client()
                .get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self';"))
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asString();
    }

    @Test
    void shouldHaveEveryFileThatItRefersTo() {
        // when
        String index = file("/");

        // then
        assertThat(index)
                .contains("<title>Quoll</title>")
                .doesNotContain("http:")
                .doesNotContain("style=");
        assertThat(references(index)).contains("/page/page.css", "/page/page.js");
        assertThat(references(file("/page/page.js"))).contains("/page/reference.html", "/page/lit-html.js");
        references(index).forEach(this::file);
        references(file("/page/reference.html")).forEach(this::file);
        SCRIPTS.forEach(script -> references(file("/page/" + script)).forEach(this::file));
    }

    private static List<String> references(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(found -> found.group(1) == null ? "/page/" + found.group(2) : found.group(1))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("SCRIPTS")
    void shouldWriteNoMarkup(String script) {
        // given
        String path = "/page/" + script;

        // when
        String text = file(path);

        // then
        assertThat(text).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void shouldLetOnlyItsLibraryMakeMarkup() {
        // given
        String path = "/";

        // when
        var answer = api.client().get(path).then();

        // then
        answer.header(
                "Content-Security-Policy", endsWith("require-trusted-types-for 'script'; trusted-types lit-html"));
        assertThat(file("/page/lit-html.js")).startsWith("/**\n * @license\n").contains("BSD-3-Clause");
    }

    @Test
    void shouldSendNoFileTwice() {
        // given
        String tag = api.client().get("/page/swagger-ui-bundle.js").header("ETag");

        // when
        var again = api.client()
                .header("If-None-Match", tag)
                .get("/page/swagger-ui-bundle.js")
                .then();

        // then
        again.statusCode(304).header("ETag", tag);
        assertThat(again.extract().asByteArray()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsStoredFromBecomingAPage() {
        // given
        var client = api.client();

        // when
        var answer = client.get("/v1/openapi.json").then();

        // then
        answer.statusCode(200)
                .header("Content-Security-Policy", containsString("sandbox"))
                .header("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /page/none.js, 404",
        "GET, /page/..%2Fopenapi.json, 404",
        "GET, /page/../openapi.json, 404",
        "POST, /, 405",
        "GET, /varz, 404"
    })
    void shouldServeNothingElse(String method, String path, int status) {
        // given
        var client = api.client();

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(status);
    }

    @Test
    void shouldAnswerWhatItAsksTheServer() {
        // given
        var client = api.client().contentType("application/json");

        // when
        var user = client.post("/v1/requests/%24SYS.REQ.USER.INFO");
        var connections = api.client()
                .contentType("application/json")
                .body("{\"limit\":10}")
                .post("/v1/requests/%24SYS.REQ.SERVER.PING.CONNZ");

        // then
        user.then().statusCode(200);
        assertThat(JsonPath.from(user.asString()).getString("data.account")).isEqualTo("$G");
        connections.then().statusCode(200);
        assertThat(JsonPath.from(connections.asString()).getList("data.connections"))
                .isNotNull();
    }
}
