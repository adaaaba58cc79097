package io.github.dkredis.testkit;

import java.util.List;

/** No failure of its own: a note on the failure of a test, that names the server. */
final class ServerDiagnostics extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LINES_SHOWN = 10;

    ServerDiagnostics(RedisServer server) {
        super("with " + server + ", which wrote last:\n" + lastLines(server.output()), null, false, false);
    }

    private static String lastLines(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
