package io.quoll.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;

/** Holds the table of packages and what each may know. A change here is a change of the design. */
@AnalyzeClasses(packages = "io.quoll", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule subjectKnowsNothing = mayKnow("subject");

    @ArchTest
    static final ArchRule messageKnowsSubjects = mayKnow("message", "subject");

    @ArchTest
    static final ArchRule protocolKnowsMessages = mayKnow("protocol", "message", "subject");

    @ArchTest
    static final ArchRule routerKnowsMessages = mayKnow("router", "trace", "message", "subject");

    @ArchTest
    static final ArchRule traceKnowsMessages = mayKnow("trace", "message", "subject");

    @ArchTest
    static final ArchRule accountKnowsTheRouter = mayKnow("account", "router", "message", "subject");

    @ArchTest
    static final ArchRule connectionKnowsTheDomain =
            mayKnow("connection", "protocol", "router", "account", "trace", "message", "subject");

    @ArchTest
    static final ArchRule transportKnowsConnections = mayKnow("transport", "connection", "protocol");

    @ArchTest
    static final ArchRule configKnowsNothing = mayKnow("config");

    @ArchTest
    static final ArchRule benchKnowsNothing = mayKnow("bench");

    @ArchTest
    static final ArchRule monitorKnowsTheBrokersParts = mayKnow(
            "monitor", "jetstream", "storage", "connection", "router", "account", "protocol", "message", "subject");

    @ArchTest
    static final ArchRule storageKnowsMessages = mayKnow("storage", "message", "subject");

    @ArchTest
    static final ArchRule jetstreamKnowsTheStore =
            mayKnow("jetstream", "storage", "router", "account", "trace", "message", "subject");

    @ArchTest
    static final ArchRule httpKnowsTheDomain =
            mayKnow("http", "router", "jetstream", "account", "trace", "message", "subject");

    @ArchTest
    static final ArchRule chronicleStaysInTheIndex = noClasses()
            .that(not(resideInAPackage("io.quoll.storage.index..")))
            .should()
            .dependOnClassesThat(resideInAPackage("net.openhft.."));

    @ArchTest
    static final ArchRule openTelemetryStaysWithItsSender = noClasses()
            .that(not(resideInAPackage("io.quoll.trace.otlp..")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.opentelemetry.."));

    @ArchTest
    static final ArchRule whoIsFollowedDoesNotKnowWhereTo = noClasses()
            .that(not(resideInAnyPackage("io.quoll.server..", "io.quoll.trace.otlp..")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.quoll.trace.otlp.."));

    @ArchTest
    static final ArchRule systemKnowsTheBrokersParts =
            mayKnow("system", "connection", "router", "account", "protocol", "message", "subject");

    @ArchTest
    static final ArchRule accountsKnowNoTokens = noClasses()
            .that(resideInAnyPackage("io.quoll.account", "io.quoll.account.nkey"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.quoll.account.jwt", "io.quoll.account.operator", "io.quoll.account.callout"));

    @ArchTest
    static final ArchRule nobodyKnowsTheServer = noClasses()
            .that(not(resideInAPackage("io.quoll.server..")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.quoll.server.."));

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.quoll.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule quarkusStaysAtTheEdges = noClasses()
            .that(not(resideInAnyPackage("io.quoll.server..", "io.quoll.monitor..", "io.quoll.http..")))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye.config..", "io.micrometer.."));

    @ArchTest
    static final ArchRule socketsStayInTransport = noClasses()
            .that(not(resideInAnyPackage(
                    "io.quoll.transport..", "io.quoll.server..", "io.quoll.http..", "io.quoll.trace.otlp..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.netty..", "io.vertx.."));

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that(resideInAnyPackage(
                    "io.quoll.subject..",
                    "io.quoll.message..",
                    "io.quoll.protocol..",
                    "io.quoll.router..",
                    "io.quoll.account..",
                    "io.quoll.connection..",
                    "io.quoll.system..",
                    "io.quoll.storage..",
                    "io.quoll.jetstream.."))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    private static ArchRule mayKnow(String name, String... known) {
        String[] ours = {
            "subject",
            "message",
            "protocol",
            "router",
            "account",
            "connection",
            "transport",
            "config",
            "monitor",
            "system",
            "server",
            "bench",
            "storage",
            "jetstream",
            "http",
            "trace",
            "cluster"
        };
        String[] unknown = Arrays.stream(ours)
                .filter(p -> !p.equals(name) && !Arrays.asList(known).contains(p))
                .map(p -> "io.quoll." + p + "..")
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage("io.quoll." + name + ".."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(unknown))
                .allowEmptyShould(true);
    }
}
