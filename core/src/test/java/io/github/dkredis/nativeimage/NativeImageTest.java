package io.github.dkredis.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.pickle.Pickle;
import io.github.dkredis.testkit.RedisServer;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
            Class.forName(field.type(), false, NativeImageTest.class.getClassLoader())
                    .getDeclaredField(field.name());
        }
    }

    /** Caught, planted: a glob that left out the scripts of one feature. */
    @Test
    void resources_ofTheLibrary_areAllCovered() throws Exception {
        Metadata metadata = Metadata.of(CORE);
        List<String> resources = resources();

        assertThat(resources)
                .hasSizeGreaterThan(40)
                .allSatisfy(resource ->
                        assertThat(metadata.covers(resource)).as(resource).isTrue());
        assertThat(metadata.globs())
                .allSatisfy(glob -> assertThat(resources).anyMatch(resource -> Metadata.matches(glob, resource)));
    }

    private static List<String> resources() throws Exception {
        Path classes = classes(DkRedis.class);
        return files(classes).stream()
                .map(file -> classes.relativize(file).toString().replace('\\', '/'))
                .filter(name -> !name.endsWith(".class") && !name.startsWith("META-INF/"))
                .toList();
    }

    /** A class that begins to look at others needs metadata, or a reason why it does not. */
    @Test
    void classes_thatLookAtOthers_areKnown() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Class<?> ofJar : List.of(DkRedis.class, Pickle.class)) {
            Path classes = classes(ofJar);
            for (Path file : files(classes)) {
                String name = classes.relativize(file).toString();
                if (name.endsWith(".class") && CalledMethods.of(file).stream().anyMatch(NativeImageTest::finds)) {
                    found.add(name.replaceAll("(\\$.*)?\\.class", "")
                            .replaceAll("[/\\\\]", ".")
                            .substring("io.github.dkredis.".length()));
                }
            }
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(REFLECTIVE.keySet());
    }

    /** Netty asks each handler for its methods; it was the trace that showed this. */
    @Test
    void handlers_ofNetty_areNamed() throws Exception {
        Path classes = classes(DkRedis.class);
        List<String> handlers = new ArrayList<>();
        for (Path file : files(classes)) {
            String name = classes.relativize(file).toString().replaceAll("[/\\\\]", ".");
            if (name.startsWith("io.github.dkredis.internal.connection.") && name.endsWith(".class")) {
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        NativeImageTest.class.getClassLoader());
                if (ChannelHandler.class.isAssignableFrom(type)) {
                    handlers.add(type.getName());
                }
            }
        }

        assertThat(handlers).isNotEmpty().allMatch(Metadata.of(CORE).types()::contains);
    }

    private static boolean finds(String method) {
        return FINDING.entrySet().stream()
                .anyMatch(entry -> entry.getValue().stream()
                        .anyMatch(name -> method.equals(entry.getKey().getName() + "." + name)));
    }

    private static Path classes(Class<?> ofJar) throws URISyntaxException {
        return Path.of(ofJar.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
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
        String[] about = call.target().split(" ");
        if (call.method().startsWith("ClassLoader.getResource")) {
            return metadata.covers(about[0]);
        } else if (call.method().startsWith("Class.getResource")) {
            String folder = about[0].substring(0, about[0].lastIndexOf('.')).replace('.', '/');
            return metadata.covers(folder + "/" + about[1]);
        } else if (call.method().equals("MethodHandles$Lookup.findVarHandle")) {
            return about[0].equals(call.caller()); // its own field, by constants: the analysis sees that
        }
        return metadata.types().contains(about[0]) || isOfTheApplication(call);
    }

    private static boolean isOfTheApplication(ReflectionTrace.Call call) {
        return call.target().contains(ReflectionWorkload.class.getName())
                || call.caller().startsWith(NativeImageTest.class.getPackageName() + ".$Proxy")
                || call.method().equals("Proxy.newProxyInstance");
    }
}
