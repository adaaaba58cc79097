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
 * A server program that can be started: the one that comes with this library, or an installed one.
 *
 * @param path the program
 * @param product {@code redis} or {@code valkey}
 * @param version what it says of itself, for example {@code 6.2.6}
 * @param origin {@code embedded} or {@code installed}
 */
public record RedisBinary(Path path, String product, String version, String origin) {

    private static final Pattern VERSION =
            Pattern.compile("server v=([0-9][0-9A-Za-z.\\-]*)", Pattern.CASE_INSENSITIVE);

    /**
     * The Redis 6.2 that comes with this library; unpacked once a JVM, and removed with it.
     *
     * @return the embedded server
     * @throws IllegalStateException when there is none for this platform
     */
    public static RedisBinary embedded() {
        return EmbeddedBinary.get();
    }

    /**
     * The installed server: {@code redis-server}, else {@code valkey-server}, where the PATH finds it.
     *
     * @return the first one found
     */
    public static Optional<RedisBinary> onPath() {
        return installed().stream().findFirst();
    }

    /**
     * Every server there is on this machine: the embedded one, and each installed one. Looked up once a JVM.
     *
     * @return at least one
     * @throws IllegalStateException when there is none at all
     */
    public static List<RedisBinary> all() {
        return AvailableBinaries.ALL;
    }

    /**
     * A server program at a place of one's own.
     *
     * @param path the program
     * @return it, with its version
     * @throws IllegalStateException when it does not run, or is no Redis
     */
    public static RedisBinary of(Path path) {
        return of(path, "installed");
    }

    static RedisBinary of(Path path, String origin) {
        String said = run(path, "--version");
        Matcher matcher = VERSION.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("Not a Redis server: " + path + " says " + said);
        }
        boolean valkey = (path.getFileName() + said).toLowerCase(Locale.ROOT).contains("valkey");
        return new RedisBinary(path, valkey ? "valkey" : "redis", matcher.group(1), origin);
    }

    /**
     * Whether this server was built with TLS.
     *
     * @return true when it knows the settings of TLS
     */
    public boolean supportsTls() {
        return !run(path, "--port", "0", "--save", "", "--tls-session-caching", "no")
                .contains("Bad directive");
    }

    /**
     * For test names.
     *
     * @return for example {@code redis 6.2.6 (embedded)}
     */
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
