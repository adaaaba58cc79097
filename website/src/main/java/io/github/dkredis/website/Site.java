package io.github.dkredis.website;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code site}. */
@Command(
        name = "site",
        sortOptions = false,
        description = "Builds the documentation as web pages from the project's Markdown, and checks all links."
                + " The pages need no server and no network: open index.html in a browser.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:built", "1:a link is dead, or the pages could not be written", "2:invalid usage"})
public final class Site implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "the folder of the pages, which is emptied if it is an earlier one (website/target/site)")
    private @Nullable Path out;

    @Option(names = "--serve", description = "serve the pages on this machine's loopback address until stopped")
    private boolean isServed;

    @Option(names = "--port", paramLabel = "N", description = "the port for --serve (a free one)")
    private @Nullable Integer port;

    @Option(names = "--external", description = "list the links to other hosts, which are not checked")
    private boolean listsExternal;

    @SuppressWarnings("UnusedVariable") // picocli acts on it.
    @Option(names = "--help", usageHelp = true, description = "show this help, and exit")
    private boolean isHelp;

    /** The root of the project, which the script names. */
    @Option(names = "--project", paramLabel = "DIR", hidden = true)
    private Path root = Path.of("");

    private Site() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** {@return the command with its options} */
    static CommandLine commandLine() {
        return new CommandLine(new Site());
    }

    @Override
    public Integer call() {
        Integer chosenPort = port;
        if (chosenPort != null && !isServed) {
            throw new ParameterException(spec.commandLine(), "--port needs --serve");
        }
        if (chosenPort != null && (chosenPort < 0 || chosenPort > 65_535)) {
            throw new ParameterException(spec.commandLine(), "--port " + chosenPort + ": a port is 0 to 65535");
        }
        try {
            return build(chosenPort == null ? 0 : chosenPort);
        } catch (IOException e) {
            spec.commandLine().getErr().println("site: " + e.getMessage());
            return 1;
        }
    }

    private int build(int servingPort) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        PrintWriter errors = spec.commandLine().getErr();
        ProjectFolder project = new ProjectFolder(root);
        Path site = out == null ? project.locate("website/target/site") : out.toAbsolutePath();
        Map<String, MarkdownPage> pages = SiteBuilder.read(project);
        LinkCheck links = new LinkCheck(project, pages);
        List<Finding> findings = new ArrayList<>(links.run());
        findings.addAll(new SiteBuilder(project, ApiDocs.find(project)).build(pages, site));
        findings.addAll(HtmlCheck.run(site));
        if (listsExternal) {
            links.external().forEach(console::println);
        }
        findings.forEach(finding -> errors.println("site: " + finding));
        console.println(pages.size() + " pages in " + site.resolve(SiteLayout.INDEX));
        console.flush();
        errors.flush();
        if (isServed) {
            serve(site, servingPort, console);
        }
        return findings.isEmpty() ? 0 : 1;
    }

    private static void serve(Path site, int port, PrintWriter console) throws IOException {
        try (SiteServer server = SiteServer.start(site, port)) {
            console.println("serving " + server.address() + " until Ctrl-C");
            console.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
