package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.http.consumer.AckResource;
import io.quoll.http.consumer.FetchResource;
import io.quoll.http.keyvalue.BucketResource;
import io.quoll.http.keyvalue.KeyResource;
import io.quoll.http.management.ConsumerResource;
import io.quoll.http.management.MessageResource;
import io.quoll.http.management.StreamResource;
import io.quoll.http.object.ObjectBucketResource;
import io.quoll.http.object.ObjectResource;
import io.quoll.http.stream.ReadResource;
import io.quoll.testkit.HttpApi;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiProfile.class)
class DescriptionTest {

    private static final List<Class<?>> RESOURCES = List.of(
            PublishResource.class,
            SubscribeResource.class,
            RequestResource.class,
            DescriptionResource.class,
            ReadResource.class,
            FetchResource.class,
            AckResource.class,
            StreamResource.class,
            MessageResource.class,
            ConsumerResource.class,
            BucketResource.class,
            KeyResource.class,
            ObjectBucketResource.class,
            ObjectResource.class);

    private static final List<Class<? extends Annotation>> VERBS =
            List.of(GET.class, POST.class, PUT.class, DELETE.class);

    @Inject
    HttpApi api;

    @Test
    void shouldDescribeExactlyThePathsThereAre() {
        // given
        Set<String> there = new TreeSet<>();
        for (Class<?> resource : RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                Path path = method.getAnnotation(Path.class);
                if (path != null) {
                    there.add(verb(method) + " /v1/" + path.value().replace("{pattern}", "{subject}"));
                }
            }
        }

        // when
        JsonPath description = api.client()
                .get("/v1/openapi.json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        // then
        Set<String> described = new TreeSet<>();
        Map<String, Map<String, Object>> paths = description.getMap("paths");
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(verb -> !verb.equals("parameters"))
                .forEach(verb -> described.add(verb + " " + path)));
        assertThat(described).isEqualTo(there);
        assertThat(description.getString("openapi")).startsWith("3.1");
    }

    private static String verb(Method method) {
        return VERBS.stream()
                .filter(method::isAnnotationPresent)
                .map(verb -> verb.getSimpleName().toLowerCase(Locale.ROOT))
                .findAny()
                .orElseThrow();
    }
}
