package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up after this JVM however it ends, {@code kill -9} included: a shell that reads from a pipe which only this JVM
 * holds open. When the JVM is gone the read ends, and the shell kills a process and removes a folder.
 *
 * <p>Where there is no {@code sh}, there is no watchdog, and the shutdown hook alone cleans up.
 */
final class Watchdog {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r nothing
            test -z "$2" || kill -9 "$2" 2>/dev/null
            rm -rf -- "$1"
            """;

    private final @Nullable Process shell;

    private Watchdog(@Nullable Process shell) {
        this.shell = shell;
    }

    static Watchdog over(Path folder) {
        return start(folder.toString(), "");
    }

    static Watchdog over(Path folder, Process process) {
        Watchdog watchdog = start(folder.toString(), Long.toString(process.pid()));
        // Once the process has ended, its number may become another's.
        process.onExit().thenRun(watchdog::dismiss);
        return watchdog;
    }

    void dismiss() {
        if (shell != null) {
            shell.destroyForcibly();
        }
    }

    private static Watchdog start(String... arguments) {
        if (File.separatorChar != '/') {
            return new Watchdog(null);
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "dkredis-testkit-watchdog"));
        command.addAll(List.of(arguments));
        try {
            return new Watchdog(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            return new Watchdog(null);
        }
    }
}
