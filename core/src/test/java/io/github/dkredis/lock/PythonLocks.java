package io.github.dkredis.lock;

import io.github.dkredis.testkit.PythonProcess;
import io.github.dkredis.testkit.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Python process that runs {@code locks.py}, which treats the keys of locks as the Python package does. */
final class PythonLocks implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer lines;

    private PythonLocks(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.lines = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** An argument for a parameterized test if python3 is installed; else empty. */
    static Stream<String> ifInstalled() {
        return PythonProcess.find().map(found -> "python3").stream();
    }

    static PythonLocks start(RedisServer server, Object... words) {
        List<String> command = new ArrayList<>(List.of("python3", "-B", "src/test/python/locks.py"));
        command.add(Integer.toString(server.port()));
        for (Object word : words) {
            command.add(String.valueOf(word));
        }
        try {
            return new PythonLocks(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String answer() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String send(String line) {
        try {
            lines.write(line + "\n");
            lines.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
