package io.github.dkredis.testkit;

import java.util.List;

/**
 * Not a failure itself: added as suppressed to the failure of a test, it names the server and shows its last log lines.
 */
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
