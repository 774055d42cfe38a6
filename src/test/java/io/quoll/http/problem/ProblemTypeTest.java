package io.quoll.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {

    private static final String PREFIX = "urn:quoll:problem:";

    @Test
    void shouldBeInTheDocumentWithStatusAndCode() throws IOException {
        // given
        List<String> rows = Arrays.stream(ProblemType.values())
                .map(type -> "| `" + type.uri().substring(PREFIX.length()) + "` | " + type.status() + " | "
                        + type.code() + " |")
                .toList();

        // when
        List<String> page = Files.readAllLines(Path.of("src/docs/http.md"));

        // then
        assertThat(page).containsAll(rows);
        assertThat(page.stream().filter(line -> line.matches("\\| `[a-z-]+` \\| \\d+ \\| \\d+ \\|")))
                .hasSameSizeAs(rows);
    }

    @Test
    void shouldHaveACodeOfItsOwn() {
        // given
        ProblemType[] types = ProblemType.values();

        // when
        long codes = Arrays.stream(types).mapToInt(ProblemType::code).distinct().count();

        // then
        assertThat(codes).isEqualTo(types.length);
    }

    @Test
    void shouldWriteTheDocument() {
        // given
        Problem problem = Problem.of(ProblemType.NO_RESPONDERS, "no \"one\"").with("subject", "a");

        // when
        String json = new String(problem.toJson(), StandardCharsets.UTF_8);

        // then
        assertThat(json)
                .isEqualTo("{\"type\":\"urn:quoll:problem:no-responders\",\"title\":\"No responders\",\"status\":503,"
                        + "\"code\":20021,\"detail\":\"no \\\"one\\\"\",\"subject\":\"a\"}");
    }
}
