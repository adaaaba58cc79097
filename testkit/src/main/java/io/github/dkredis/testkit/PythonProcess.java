package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs Python scripts, for tests of what Python writes and reads. A script is killed when this JVM ends. */
public final class PythonProcess {

    private final Path program;

    private PythonProcess(Path program) {
        this.program = program;
    }

    /** {@return the {@code python3} on the PATH, if there is one} */
    public static Optional<PythonProcess> find() {
        return Executables.find("python3").map(PythonProcess::new);
    }

    /** {@return the path of the {@code python3} program} */
    public Path program() {
        return program;
    }

    /**
     * Runs a script to its end.
     *
     * @param limit how long it may take
     * @param script the text of the script
     * @param arguments {@code sys.argv[1:]}
     * @return the script's standard output, as UTF-8
     * @throws IllegalStateException if the script fails or takes longer; the message holds its standard error
     */
    public String run(Duration limit, String script, String... arguments) {
        return new String(run(limit, new byte[0], script, arguments), StandardCharsets.UTF_8);
    }

    /**
     * Runs a script to its end.
     *
     * @param limit how long it may take
     * @param input the standard input of the script
     * @param script the text of the script
     * @param arguments {@code sys.argv[1:]}
     * @return the script's standard output
     * @throws IllegalStateException if the script fails or takes longer; the message holds its standard error
     */
    public byte[] run(Duration limit, byte[] input, String script, String... arguments) {
        // Files instead of pipes: they need no threads to drain them, and a script cannot block on a full one.
        try (ManagedTempDir directory = ManagedTempDir.create()) {
            Path in = Files.write(directory.file("in"), input);
            Path out = directory.file("out");
            Path errors = directory.file("errors");
            Process process = new ProcessBuilder(command(directory, script, arguments))
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start();
            directory.attach(process);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("takes longer than " + limit.toMillis() + " ms", errors);
            }
            if (process.exitValue() != 0) {
                throw failed("ended with " + process.exitValue(), errors);
            }
            return Files.readAllBytes(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Python ran", e);
        }
    }

    private List<String> command(ManagedTempDir directory, String script, String... arguments) throws IOException {
        Path file = Files.writeString(directory.file("script.py"), script);
        List<String> command = new ArrayList<>(List.of(program.toString(), file.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static IllegalStateException failed(String what, Path errors) throws IOException {
        return new IllegalStateException("The Python script " + what + ": " + Files.readString(errors));
    }
}
