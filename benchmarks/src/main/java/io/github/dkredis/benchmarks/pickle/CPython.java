package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Python process that uses the {@code pickle} module in C: the reference for the right bytes, and for speed. */
final class CPython implements AutoCloseable {
    static final String NAME = "CPython pickle";

    /**
     * Makes glibc keep freed memory. Otherwise it may, depending on where a block happens to lie, return each mebibyte
     * to the system and get it back page by page, which takes twenty times as long as the copy itself. Python is
     * measured at its best.
     */
    private static final Map<String, String> KEEP_MEMORY =
            Map.of("MALLOC_TRIM_THRESHOLD_", "1073741824", "MALLOC_MMAP_THRESHOLD_", "1073741824");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private final String version;

    private CPython(Process process) throws IOException {
        this.process = process;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        version = ask(Map.of("do", "version")).get("version").asString();
    }

    /** Starts the {@code python3} on the PATH, if there is one. */
    static Optional<CPython> start() throws IOException {
        ProcessBuilder python = new ProcessBuilder("python3", "-X", "utf8", "-c", script());
        python.environment().putAll(KEEP_MEMORY);
        Process process;
        try {
            process = python.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new CPython(process));
    }

    /** Sends a sample whose equal strings are distinct objects, except the keys of dicts. */
    void load(String name, Object value) throws IOException {
        ask(Map.of("do", "sample", "name", name, "value", value, "shared", false));
    }

    /** Sends a sample whose equal strings are one object, as equal literals of a Python module are. */
    void loadShared(String name, Object value) throws IOException {
        ask(Map.of("do", "sample", "name", name, "value", value, "shared", true));
    }

    /** {@return the pickle that Python writes of a sample} */
    byte[] dump(String name, int protocol) throws IOException {
        JsonNode answer = ask(Map.of("do", "dump", "name", name, "protocol", protocol));
        return Base64.getDecoder().decode(answer.get("bytes").asString());
    }

    /** {@return whether Python reads the bytes as an equal sample} */
    boolean reads(byte[] bytes, String name) throws IOException {
        String text = Base64.getEncoder().encodeToString(bytes);
        return ask(Map.of("do", "check", "name", name, "bytes", text))
                .get("equal")
                .asBoolean();
    }

    /** {@return a contender that writes a sample other than a str} */
    Contender writing(String name, int protocol, Duration window) {
        return new Timed(NAME, order(Conversion.WRITE, name, protocol, window));
    }

    /** {@return a contender that writes a new str each time, as programs mostly do} */
    Contender writingNewStr(String name, int protocol, Duration window) {
        return new Timed(NAME, order(Conversion.WRITE_NEW_STR, name, protocol, window));
    }

    /** {@return a contender that writes the same str each time, whose UTF-8 form Python caches after the first time} */
    Contender writingSameStr(String name, int protocol, Duration window) {
        return new Timed(NAME + ", same str", order(Conversion.WRITE, name, protocol, window));
    }

    /** {@return a contender that reads a sample} */
    Contender reading(String name, int protocol, Duration window) {
        return new Timed(NAME, order(Conversion.READ, name, protocol, window));
    }

    private static Map<String, Object> order(Conversion conversion, String name, int protocol, Duration window) {
        return Map.of(
                "do",
                "measure",
                "direction",
                conversion == Conversion.READ ? "read" : "write",
                "name",
                name,
                "protocol",
                protocol,
                "fresh",
                conversion == Conversion.WRITE_NEW_STR,
                "seconds",
                window.toNanos() / 1e9);
    }

    private JsonNode ask(Map<String, Object> order) throws IOException {
        orders.write(JSON.writeValueAsString(order));
        orders.newLine();
        orders.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new EOFException("python3 ended prematurely");
        }
        return JSON.readTree(answer);
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(CPython.class.getResourceAsStream("cpython.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.onExit().join();
    }

    private enum Conversion {
        READ,
        WRITE,
        WRITE_NEW_STR
    }

    private final class Timed implements Contender {
        private final String subject;
        private final Map<String, Object> order;

        Timed(String subject, Map<String, Object> order) {
            this.subject = subject;
            this.order = order;
        }

        @Override
        public String subject() {
            return subject;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public Sample measure() throws IOException {
            JsonNode answer = ask(order);
            long operations = answer.get("operations").asLong();
            return Sample.ofOneThread(
                            operations, operations * 1e9 / answer.get("cpu_ns").asLong())
                    .with(Measurements.of(
                            Map.of(Format.BYTES, answer.get("size").asDouble())));
        }

        @Override
        public void close() {}
    }
}
