package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command and option is in the help, the manual page, the completion and docs/cli.md. */
class ReferenceTest {

    private static final Map<String, CommandSpec> COMMANDS = commands();

    private static Map<String, CommandSpec> commands() {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                () -> false,
                () -> false,
                () -> Screen.USUAL);
        Map<String, CommandSpec> commands = new TreeMap<>();
        add(Commands.line(console, new GlobalOptions(), Commands.NAMES), "", commands);
        return commands;
    }

    private static void add(CommandLine parent, String before, Map<String, CommandSpec> commands) {
        parent.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()
                    && !command.getCommandSpec().usageMessage().hidden()) {
                commands.put(before + name, command.getCommandSpec());
            }
            add(command, before + name + " ", commands);
        });
    }

    private static String printed(String... words) {
        return Shell.unreachable().run(words).out();
    }

    @Test
    void help_ofEveryCommand_describesItAndItsOptions() {
        COMMANDS.forEach((name, command) -> {
            if (!name.equals("help")) {
                String help = printed((name + " --help").split(" "));
                assertThat(help).contains("Usage: dkredis " + name);
                command.options().forEach(option -> assertThat(help).contains(option.longestName()));
            }
        });
    }

    @Test
    void manPage_ofEveryCommand_hasASection() {
        String page = printed("man-page").replace("\\-", "-");

        COMMANDS.forEach((name, command) -> {
            assertThat(page).contains(".SS \"" + name);
            command.options().forEach(option -> assertThat(page).contains(option.longestName()));
        });
    }

    @Test
    void completion_ofEveryCommand_knowsItsOptions() {
        String script = printed("completion", "bash");

        COMMANDS.forEach((name, command) -> {
            assertThat(script)
                    .contains("function _picocli_dkredis_"
                            + name.replace(" ", "_").replaceAll("\\W", ""));
            command.options().forEach(option -> assertThat(script).contains(option.longestName()));
        });
    }

    @Test
    void docs_everyCommandAndOption_isThere() throws IOException {
        String docs = Files.readString(Path.of("../docs/cli.md"));

        COMMANDS.forEach((name, command) -> {
            String row = docs.lines()
                    .filter(line -> Pattern.compile("^\\| (`[^`]*`, )*`" + name.replace(" ", "\\b[^`]*\\b") + "\\b")
                            .matcher(line)
                            .find())
                    .findFirst()
                    .orElse("");
            assertThat(row).as(name).isNotEmpty();
            if (command.findOption("--watch") != null) {
                assertThat(row).as(name).contains("**w**");
            }
            for (OptionSpec option : command.options()) {
                assertThat(option.longestName().equals("--help")
                                || option.longestName().equals("--version")
                                || docs.contains(option.longestName()))
                        .as(name + " " + option.longestName())
                        .isTrue();
            }
        });
    }
}
