package io.quoll.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A native executable keeps what static fields were given when it was built. So they hold nothing of the moment or of the
 * machine, unless their class is named as one to be made when the executable runs.
 */
class NativeTest {

    private static final Path PROPERTIES =
            Path.of("src-native/resources/META-INF/native-image/io.quoll/quoll/native-image.properties");
    private static final Pattern RUN_TIME = Pattern.compile("--initialize-at-run-time=(\\S+)");

    /** What answers differently each time, or elsewhere. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.lang.Runtime.availableProcessors",
            "java.lang.Runtime.maxMemory",
            "java.lang.ProcessHandle.current",
            "java.net.InetAddress.getLocalHost",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.nio.ByteBuffer.allocateDirect",
            "io.vertx.core.buffer.Buffer.buffer",
            "io.netty.buffer.Unpooled.buffer",
            "java.security.SecureRandom.<init>",
            "java.util.Random.<init>");

    private final JavaClasses program = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.quoll");

    @Test
    void shouldKeepTheMomentOutOfStaticFields() throws IOException {
        // given
        List<String> atRunTime = madeAtRunTime();

        // when
        Set<String> found = program.stream()
                .filter(type -> !atRunTime.contains(type.getName()))
                .flatMap(type -> type.getStaticInitializer().stream())
                .flatMap(initializer -> initializer.getCallsFromSelf().stream())
                .filter(call -> OF_THE_MOMENT.contains(target(call)))
                .map(JavaCall::getDescription)
                .collect(Collectors.toSet());

        // then
        assertThat(found).isEmpty();
    }

    @Test
    void shouldKeepChanceOutOfStaticFields() throws IOException {
        // given
        List<String> atRunTime = madeAtRunTime();

        // when
        Set<String> found = program.stream()
                .filter(type -> !atRunTime.contains(type.getName()))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> field.getRawType().isAssignableTo(Random.class))
                .map(field -> field.getFullName())
                .collect(Collectors.toSet());

        // then
        assertThat(found).isEmpty();
    }

    @Test
    void shouldNameOnlyClassesThatAreThere() throws IOException {
        // given
        List<String> atRunTime = madeAtRunTime();

        // when
        Set<String> classes = program.stream().map(JavaClass::getName).collect(Collectors.toSet());

        // then
        assertThat(atRunTime).isNotEmpty();
        assertThat(classes)
                .containsAll(atRunTime.stream()
                        .filter(name -> name.startsWith("io.quoll."))
                        .toList());
    }

    private static String target(JavaCall<?> call) {
        return call.getTargetOwner().getName() + "." + call.getName();
    }

    private static List<String> madeAtRunTime() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(PROPERTIES)) {
            properties.load(in);
        }
        return RUN_TIME.matcher(properties.getProperty("Args"))
                .results()
                .flatMap(named -> Pattern.compile(",").splitAsStream(named.group(1)))
                .toList();
    }
}
