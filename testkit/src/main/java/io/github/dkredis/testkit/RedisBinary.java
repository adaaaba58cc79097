package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server program that can be started: the embedded one, or an installed one.
 *
 * @param path the program's file
 * @param product {@code redis} or {@code valkey}
 * @param version as the program reports it, for example {@code 6.2.6}
 * @param origin {@code embedded} or {@code installed}
 */
public record RedisBinary(Path path, String product, String version, String origin) {

    private static final Pattern VERSION =
            Pattern.compile("server v=([0-9][0-9A-Za-z.\\-]*)", Pattern.CASE_INSENSITIVE);

    private static final Lazy<RedisBinary> EMBEDDED =
            new Lazy<>(() -> EmbeddedBinary.unpack(program -> of(program, "embedded")));

    private static final Lazy<List<RedisBinary>> ALL = new Lazy<>(RedisBinary::findAll);

    /**
     * Returns the Redis 6.2 that comes with this library. It is unpacked once per JVM, and removed when the JVM ends.
     *
     * @return the embedded server
     * @throws IllegalStateException if the library has no server for this platform
     */
    public static RedisBinary embedded() {
        return EMBEDDED.get();
    }

    /** {@return the installed server: the first of {@code redis-server} and {@code valkey-server} on the PATH} */
    public static Optional<RedisBinary> onPath() {
        return installed().stream().findFirst();
    }

    /**
     * Returns every server on this machine: the embedded one first, then each installed one. They are looked up once
     * per JVM.
     *
     * @return at least one server
     * @throws IllegalStateException if this machine has no server
     */
    public static List<RedisBinary> all() {
        return ALL.get();
    }

    /**
     * Inspects a server program by running it with {@code --version}.
     *
     * @param path the program's file
     * @return the program with its product and version
     * @throws IllegalStateException if the program is not a Redis or Valkey server
     */
    public static RedisBinary of(Path path) {
        return of(path, "installed");
    }

    static RedisBinary of(Path path, String origin) {
        String output = run(path, "--version");
        Matcher matcher = VERSION.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("Not a Redis server: " + path + " printed " + output);
        }
        boolean valkey = (path.getFileName() + output).toLowerCase(Locale.ROOT).contains("valkey");
        return new RedisBinary(path, valkey ? "valkey" : "redis", matcher.group(1), origin);
    }

    /** {@return whether this server was built with TLS, which is to say whether it knows the settings of TLS} */
    public boolean supportsTls() {
        return !run(path, "--port", "0", "--save", "", "--tls-session-caching", "no")
                .contains("Bad directive");
    }

    /** {@return a description for test names, such as {@code redis 6.2.6 (embedded)}} */
    @Override
    public String toString() {
        return product + " " + version + " (" + origin + ")";
    }

    static List<RedisBinary> installed() {
        List<RedisBinary> found = new ArrayList<>();
        for (String name : List.of("redis-server", "valkey-server")) {
            Executables.find(name).map(RedisBinary::of).ifPresent(binary -> {
                // A system that has moved to Valkey may keep the old name as a link to the same program.
                if (found.stream().noneMatch(other -> other.isSameFile(binary))) {
                    found.add(binary);
                }
            });
        }
        return found;
    }

    private static List<RedisBinary> findAll() {
        List<RedisBinary> all = new ArrayList<>();
        List<RedisBinary> installed = installed();
        try {
            all.add(embedded());
        } catch (IllegalStateException e) {
            if (installed.isEmpty()) {
                throw e;
            }
        }
        all.addAll(installed);
        return List.copyOf(all);
    }

    private boolean isSameFile(RedisBinary other) {
        try {
            return Files.isSameFile(path, other.path);
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
