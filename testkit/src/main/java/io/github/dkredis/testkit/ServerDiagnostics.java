package io.github.dkredis.testkit;

import java.util.List;

/** Names the server of a failed test and shows its last log lines; added to the test's failure as suppressed. */
final class ServerDiagnostics extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LINES_SHOWN = 10;

    ServerDiagnostics(RedisServer server) {
        super("with " + server + ", whose last log lines were:\n" + lastLines(server.output()), null, false, false);
    }

    private static String lastLines(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
