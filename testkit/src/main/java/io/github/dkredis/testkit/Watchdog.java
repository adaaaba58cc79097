package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up after this JVM however it ends, {@code kill -9} included: a shell that reads from a pipe which only this JVM
 * holds open. When the JVM is gone the read ends, and the shell kills the process it was told last and removes the folder.
 *
 * <p>Where there is no {@code sh}, there is no watchdog, and the shutdown hook alone cleans up.
 */
final class Watchdog {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            watched=
            while read -r order pid; do
                case $order in
                    watch) watched=$pid ;;
                    forget) test "$watched" != "$pid" || watched= ;;
                esac
            done
            test -z "$watched" || kill -9 "$watched"
            rm -rf -- "$1"
            """;

    private final @Nullable Process shell;

    private Watchdog(@Nullable Process shell) {
        this.shell = shell;
    }

    static Watchdog over(Path folder) {
        if (File.separatorChar != '/') {
            return new Watchdog(null);
        }
        try {
            return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "dkredis-testkit-watchdog", folder.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            return new Watchdog(null);
        }
    }

    void watch(Process process) {
        tell("watch " + process.pid());
    }

    /** Once a process has ended, its number may become another's. */
    void forget(Process process) {
        tell("forget " + process.pid());
    }

    /** Lets it do its work now. */
    void release() {
        if (shell != null) {
            try {
                shell.getOutputStream().close();
            } catch (IOException e) {
                // It has ended.
            }
        }
    }

    private void tell(String line) {
        if (shell != null) {
            try {
                shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                shell.getOutputStream().flush();
            } catch (IOException e) {
                // It has ended, or is released: there is nothing left to watch.
            }
        }
    }
}
