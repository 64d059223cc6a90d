/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between rooms, as docs/architecture.md draws them. A wrong arrow fails the build. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "org.openworkshop.storage";
    private static final int MAX_LINES = 400;

    /** Each room and the rooms it may use. {@code server} may use every room but {@code dev}. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("", Set.of("server", "config", "dev", "log")),
            Map.entry(
                    "server",
                    Set.of(
                            "face.admin",
                            "face.workshop",
                            "ops",
                            "transfer",
                            "callback",
                            "fetch",
                            "archive",
                            "image",
                            "download",
                            "web",
                            "access",
                            "storage",
                            "telemetry",
                            "trace",
                            "config")),
            Map.entry("dev", Set.of("server", "config")),
            Map.entry(
                    "face.workshop",
                    Set.of("web", "access", "transfer", "download", "storage", "config", "fetch", "image", "trace")),
            Map.entry("face.admin", Set.of("web", "access", "transfer", "callback", "storage", "config")),
            Map.entry("ops", Set.of("web", "config", "transfer", "storage", "archive", "callback", "access")),
            Map.entry("transfer", Set.of("callback", "fetch", "archive", "image", "storage", "config", "trace")),
            Map.entry("callback", Set.of("access", "storage", "config", "trace")),
            Map.entry("fetch", Set.of("storage", "config")),
            Map.entry("archive", Set.of("config")),
            Map.entry("image", Set.of("config")),
            Map.entry("download", Set.of("storage", "access", "config", "trace", "web")),
            Map.entry("web", Set.of("config", "trace")),
            Map.entry("access", Set.of("config", "trace")),
            Map.entry("storage", Set.of("config")),
            Map.entry("log", Set.of()),
            Map.entry("telemetry", Set.of("config", "trace")),
            Map.entry("trace", Set.of()),
            Map.entry("config", Set.of()));

    @ArchTest
    static final ArchRule arrowsAreThoseOfThePlan = ArchRuleDefinition.classes()
            .should(new ArchCondition<>("use only the rooms their own may use") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                    origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                        Optional<String> from = room(origin);
                        Optional<String> to = room(dependency.getTargetClass());
                        if (from.isPresent() && to.isPresent() && !mayUse(from.get(), to.get())) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    });
                }
            });

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching(BASE + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule webTechnologyStaysInItsRooms = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BASE + ".web..", BASE + ".face..", BASE + ".ops..", BASE + ".server..", BASE + ".download..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..", "org.eclipse.jetty.server..");

    @ArchTest
    static final ArchRule metricsLibraryStaysInOps = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".ops..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..");

    @ArchTest
    static final ArchRule openTelemetryStaysInTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..", "okhttp3..");

    @ArchTest
    static final ArchRule onlyServerBuildsJettysServer = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".server..")
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "it is Jetty's server",
                    call -> call.getTargetOwner().getFullName().equals("org.eclipse.jetty.server.Server")));

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..shared..", "..impl..", "..helper..");

    @Test
    void theArrowsAreDocumented() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        Pattern row = Pattern.compile("\\| (?:`([a-z.]+)`|\\(base\\)) \\| ((?:`[a-z.]+`(?:, )?)+|nothing of ours) \\|");
        for (String line : Files.readAllLines(Path.of("../docs/architecture.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                Set<String> used = Pattern.compile("`([a-z.]+)`")
                        .matcher(matcher.group(2))
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toSet());
                documented.put(matcher.group(1) == null ? "" : matcher.group(1), used);
            }
        }
        assertThat(documented).isEqualTo(ARROWS);
    }

    @Test
    void filesStaySmall() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MAX_LINES));
        }
    }

    @Test
    void everyRoomSaysWhatItOwns() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/org/openworkshop/storage"))) {
            List<Path> rooms = folders.filter(Files::isDirectory)
                    .filter(ArchitectureTest::holdsClasses)
                    .toList();
            assertThat(rooms).hasSizeGreaterThan(10).allSatisfy(room -> {
                Path info = room.resolve("package-info.java");
                assertThat(info).exists();
                assertThat(info).content().contains("@NullMarked");
            });
        }
    }

    @Test
    void noTestIsSkippedSleepsOrMocks() throws IOException {
        List<String> banned =
                List.of("@Dis" + "abled", "assume" + "True", "Assump" + "tions", "Thread.sl" + "eep", "mock" + "ito");
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(banned));
        }
    }

    private static boolean holdsClasses(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean mayUse(String from, String to) {
        return from.equals(to) || ARROWS.getOrDefault(from, Set.of()).contains(to);
    }

    /** The room a class is in: the longest known name its package begins with; absent for classes that are not ours. */
    private static Optional<String> room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.equals(BASE) && !name.startsWith(BASE + ".")) {
            return Optional.empty();
        }
        String inside = name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
        return Optional.of(ARROWS.keySet().stream()
                .filter(room -> inside.equals(room) || inside.startsWith(room + "."))
                .findFirst()
                .orElse(inside));
    }
}
