package io.github.dkredis.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of the command line in the macros of man(7), made from what {@code --help} prints. */
final class ManPage {

    private final CommandSpec root;
    private final String version;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandSpec root, String version) {
        this.root = root;
        this.version = version;
    }

    String text() {
        String name = root.name();
        page.append(".TH ").append(quoted(name.toUpperCase(Locale.ROOT))).append(" 1 \"\" ");
        page.append(quoted(version)).append('\n');
        section("NAME");
        text(name + " \\- " + escaped(first(root)));
        section("SYNOPSIS");
        page.append(".B ").append(name).append("\n[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n");
        section("DESCRIPTION");
        text(escaped(first(root)) + " Values are printed as JSON, messages go to stderr. " + "\\fB" + name
                + " help \\fICOMMAND\\fR tells about one command.");
        section("COMMANDS");
        commands(root, "");
        section("OPTIONS");
        text("All commands have these options:");
        root.options().forEach(this::option);
        section("EXIT STATUS");
        for (Map.Entry<String, String> code : root.usageMessage().exitCodeList().entrySet()) {
            item("\\fB" + escaped(code.getKey()) + "\\fR", escaped(code.getValue()));
        }
        return page.toString().stripTrailing();
    }

    private void commands(CommandSpec parent, String before) {
        for (CommandLine command : parent.subcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            if (!spec.subcommands().isEmpty()) {
                commands(spec, before + spec.name() + " ");
                continue;
            }
            subsection(before + spec.name() + parameters(spec));
            text(escaped(String.join(" ", spec.usageMessage().description())));
            own(spec).forEach(this::option);
        }
    }

    /** The options that only this command has. */
    private List<OptionSpec> own(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && root.findOption(option.longestName()) == null)
                .toList();
    }

    private static String parameters(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .map(PositionalParamSpec::paramLabel)
                .distinct()
                .map(label -> " " + label)
                .collect(Collectors.joining());
    }

    private void option(OptionSpec option) {
        if (option.hidden()) {
            return;
        }
        String names = Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        boolean hasValue = option.arity().max() > 0;
        item(names + (hasValue ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : ""), description(option));
    }

    private static String description(ArgSpec option) {
        String all = String.join(" ", option.description());
        Iterable<String> candidates = option.completionCandidates();
        return escaped(
                candidates == null ? all : all.replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates)));
    }

    private static String first(CommandSpec spec) {
        return spec.usageMessage().description()[0];
    }

    // ---- macros

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void subsection(String title) {
        page.append(".SS ").append(quoted(escaped(title))).append('\n');
    }

    private void item(String term, String text) {
        page.append(".TP\n").append(term).append('\n');
        text(text);
    }

    private void text(String text) {
        page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
                .append(text)
                .append('\n');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\(dq") + '"';
    }

    /** Escapes what roff would read as an instruction or in another encoding, and line ends of picocli. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("%n", " ")
                .replace("%%", "%")
                .codePoints()
                .mapToObj(c -> c < 128 ? Character.toString(c) : String.format("\\[u%04X]", c))
                .collect(Collectors.joining());
    }
}
