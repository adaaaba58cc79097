package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the jar tells GraalVM's native-image: picocli reads the annotations of commands, and sets their fields. */
class NativeImageTest {

    private static final Path FILE = Path.of(
            "src/main/resources/META-INF/native-image/io.github.dkredis/dkredis-cli/reachability-metadata.json");
    private static final boolean UPDATE = Boolean.getBoolean("dkredis.native.update");

    /** To write the file anew: {@code mvn test -pl cli -am -Dtest=NativeImageTest -Ddkredis.native.update=true}. */
    @Test
    void metadata_ofTheCommands_isComplete() throws IOException {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                () -> false,
                () -> false,
                () -> Screen.USUAL);
        Set<String> types = new TreeSet<>(Set.of(Version.Provider.class.getName(), NoLogging.class.getName()));
        add(Commands.line(console, new GlobalOptions(), Commands.NAMES).getCommandSpec(), types);
        String wanted = Json.prettyText(Map.of(
                                "reflection",
                                        types.stream()
                                                .map(NativeImageTest::entry)
                                                .toList(),
                                "resources",
                                        List.of(
                                                Map.of("glob", "io/github/dkredis/cli/version.properties"),
                                                Map.of("glob", "io/github/dkredis/cli/demo/peer.py"))))
                        .replace("\r", "")
                + "\n";
        if (UPDATE) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, wanted);
        }

        assertThat(Json.parse(Files.readString(FILE))).isEqualTo(Json.parse(wanted));
    }

    private static void add(CommandSpec spec, Set<String> types) {
        for (Class<?> type = spec.userObject().getClass(); type != Object.class; type = type.getSuperclass()) {
            types.add(type.getName());
        }
        spec.mixins().values().forEach(mixin -> add(mixin, types));
        spec.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(command -> add(command, types));
    }

    private static Map<String, Object> entry(String type) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", type);
        entry.put("allDeclaredConstructors", true);
        entry.put("allDeclaredFields", true);
        entry.put("allDeclaredMethods", true);
        return entry;
    }
}
