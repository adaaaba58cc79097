package io.github.dkredis.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jars tell GraalVM's native-image, compared with what the code does. */
class NativeImageTest {

    private static final String CORE = "dkredis";
    private static final String PICKLE = "dkredis-pickle";

    /** Classes that look at other classes at run time, and why the metadata needs nothing more for them. */
    private static final Map<String, String> REFLECTIVE = Map.ofEntries(
            Map.entry("internal.command.PendingCommand", "its own field, which the metadata names"),
            Map.entry("internal.command.Script", "the scripts, which the metadata names"),
            Map.entry("internal.connection.LibraryVersion", "a resource that the metadata names"),
            Map.entry("internal.Libraries", "explains a missing class, which a native image does not have"),
            Map.entry("cache.CachedProxy", "the application's interfaces"),
            Map.entry("cache.Invocation", "methods of the application's interfaces"),
            Map.entry("cache.InterfaceMethod", "methods of the application's interfaces"),
            Map.entry("cache.KeyTemplate", "properties of the application's arguments"),
            Map.entry("cache.KeyText", "components of the application's records"),
            Map.entry("codec.RequiredComponents", "constructors of the application's types"));

    /** Methods by which code finds something that the analysis of a native image cannot see. */
    private static final Map<Class<?>, Set<String>> FINDING = Map.of(
            Class.class,
            Set.of(
                    "forName",
                    "newInstance",
                    "getConstructor",
                    "getConstructors",
                    "getDeclaredConstructor",
                    "getDeclaredConstructors",
                    "getDeclaredField",
                    "getDeclaredFields",
                    "getDeclaredMethod",
                    "getDeclaredMethods",
                    "getField",
                    "getFields",
                    "getMethod",
                    "getMethods",
                    "getRecordComponents",
                    "getResource",
                    "getResourceAsStream"),
            ClassLoader.class,
            Set.of("loadClass", "getResource", "getResourceAsStream", "getResources"),
            Proxy.class,
            Set.of("newProxyInstance"),
            java.lang.reflect.Method.class,
            Set.of("invoke"),
            java.lang.reflect.Constructor.class,
            Set.of("newInstance"),
            Field.class,
            Set.of("get", "set"),
            java.util.ServiceLoader.class,
            Set.of("load"),
            java.util.ResourceBundle.class,
            Set.of("getBundle"),
            java.util.concurrent.atomic.AtomicIntegerFieldUpdater.class,
            Set.of("newUpdater"));

    @ParameterizedTest
    @ValueSource(strings = {CORE, PICKLE})
    void metadata_ofAJar_followsTheSchema(String artifact) {
        assertThat(Metadata.of(artifact).violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reflections\": []}",
                "{\"reflection\": {}}",
                "{\"reflection\": [{\"fields\": []}]}",
                "{\"reflection\": [{\"type\": \"a.B\", \"fields\": [\"c\"]}]}",
                "{\"reflection\": [{\"type\": \"a.B\", \"methods\": [{\"parameterTypes\": []}]}]}",
                "{\"reflection\": [{\"type\": \"a.B\", \"allDeclaredFields\": \"yes\"}]}",
                "{\"reflection\": [{\"type\": {\"proxies\": []}}]}",
                "{\"resources\": [{\"pattern\": \".*\"}]}",
                "{\"resources\": [{\"glob\": \"a\", \"condition\": {\"typeReachable\": \"a.B\"}}]}",
                "{\"resources\": [{\"glob\": \"a\", \"bundle\": \"b\"}]}"
            })
    void schema_brokenInOneWay_isNoticed(String json) {
        assertThat(Metadata.parse(json).violations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CORE, PICKLE})
    void types_thatAreNamed_existWithTheirMembers(String artifact) throws ReflectiveOperationException {
        Metadata metadata = Metadata.of(artifact);
        for (String type : metadata.types()) {
            Class.forName(type, false, NativeImageTest.class.getClassLoader());
        }
        for (Metadata.Member field : metadata.fields()) {
            Class.forName(field.type(), false, NativeImageTest.class.getClassLoader()).getDeclaredField(field.name());
        }
    }

    /** Caught, planted: a glob that left out the scripts of one feature. */
    @Test
    void resources_ofTheLibrary_areAllCovered() throws Exception {
        Metadata metadata = Metadata.of(CORE);
        List<String> resources = resources();

        assertThat(resources).hasSizeGreaterThan(40).allSatisfy(resource -> assertThat(metadata.covers(resource))
                .as(resource)
                .isTrue());
        assertThat(metadata.globs())
                .allSatisfy(glob -> assertThat(resources).anyMatch(resource -> Metadata.matches(glob, resource)));
    }

    private static List<String> resources() throws Exception {
        Path classes = Path.of(
                DkRedis.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .toList();
        }
    }

    /** A class that begins to look at others needs metadata, or a reason why it does not. */
    @Test
    void classes_thatLookAtOthers_areKnown() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.dkredis")) {
            boolean isPublished = !type.getPackageName().startsWith("io.github.dkredis.testkit");
            if (isPublished && Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
                    .anyMatch(call -> finds(call.getTargetOwner(), call.getName()))) {
                String name = type.getFullName().substring("io.github.dkredis.".length());
                found.add(name.replaceAll("\\$.*", ""));
            }
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(REFLECTIVE.keySet());
    }

    private static boolean finds(JavaClass owner, String method) {
        return FINDING.entrySet().stream()
                .anyMatch(entry -> owner.isEquivalentTo(entry.getKey())
                        && entry.getValue().contains(method));
    }

    /** What was really looked at while every feature was used, as GraalVM's tracing agent would note it. */
    @Tag("campaign")
    @Test
    void trace_ofEveryFeature_seesNothingThatIsNotCovered() throws Exception {
        Set<ReflectionTrace.Call> calls;
        try (RedisServer server = RedisServer.start()) {
            calls = ReflectionTrace.run(ReflectionWorkload.class, server.uri().toString());
        }
        Metadata metadata = Metadata.of(CORE);
        Set<String> uncovered = new TreeSet<>();
        for (ReflectionTrace.Call call : calls) {
            if (concerns(call) && !isCovered(call, metadata)) {
                uncovered.add(call.method() + " " + call.target() + " by " + call.caller());
            }
        }

        assertThat(uncovered).isEmpty();
    }

    private static boolean concerns(ReflectionTrace.Call call) {
        return (call.target() + " " + call.caller()).contains("io.github.dkredis")
                || call.caller().startsWith("com.github.benmanes.caffeine");
    }

    private static boolean isCovered(ReflectionTrace.Call call, Metadata metadata) {
        String first = call.target().split(" ")[0];
        return call.target().contains(ReflectionWorkload.class.getName()) // of the application
                || metadata.types().contains(first);
    }
}
