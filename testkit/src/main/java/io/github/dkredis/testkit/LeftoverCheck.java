package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the threads, connections and keys that a test has left behind, by comparison with the state before it.
 *
 * <p>Threads and connections end a moment after their owner was closed, so {@link #check} waits for them up to a limit;
 * it looks at keys once.
 */
public final class LeftoverCheck {

    private final RedisServer server;
    private final Predicate<String> threadNames;
    private final Set<Thread> threadsBefore;
    private final Set<String> clientsBefore;

    private LeftoverCheck(RedisServer server, Predicate<String> threadNames) {
        this.server = server;
        this.threadNames = threadNames;
        this.threadsBefore = threads();
        this.clientsBefore = new HashSet<>(clientIds());
    }

    /**
     * Records the threads and connections that exist now.
     *
     * @param server the server whose connections and keys count
     * @param threadPrefixes the beginnings of the names of the threads that count; without any, all threads count
     * @return the state to compare with later
     */
    public static LeftoverCheck since(RedisServer server, String... threadPrefixes) {
        List<String> prefixes = threadPrefixes.length == 0 ? List.of("") : List.of(threadPrefixes);
        return new LeftoverCheck(server, name -> prefixes.stream().anyMatch(name::startsWith));
    }

    /**
     * Checks that nothing is left.
     *
     * @param limit how long threads and connections may take to end
     * @param kinds what to look for
     * @throws AssertionError if something is left; the message names it
     */
    public void check(Duration limit, Leftover... kinds) {
        long start = System.nanoTime();
        for (Leftover kind : kinds) {
            Supplier<List<String>> left = () -> find(kind);
            boolean ends = kind == Leftover.THREADS || kind == Leftover.CONNECTIONS;
            Duration rest = ends ? limit.minusNanos(System.nanoTime() - start) : Duration.ZERO;
            Await.until(() -> left.get().isEmpty(), rest, () -> kind + " left: " + left.get());
        }
    }

    /**
     * Returns what is left at this moment.
     *
     * @param kind what to look for
     * @return names of threads, lines of {@code CLIENT LIST}, or keys; of a server that is not running neither
     *     connections nor keys are left
     */
    public List<String> find(Leftover kind) {
        if (kind != Leftover.THREADS && !server.isRunning()) {
            return List.of();
        }
        return switch (kind) {
            case THREADS ->
                threads().stream()
                        .filter(thread -> !threadsBefore.contains(thread))
                        .map(Thread::getName)
                        .sorted()
                        .toList();
            case CONNECTIONS ->
                server.clients().stream()
                        .filter(line -> !clientsBefore.contains(id(line)))
                        .toList();
            case KEYS -> keys().stream().map(LeftoverCheck::text).toList();
            case KEYS_WITHOUT_TTL ->
                keys().stream()
                        .filter(this::neverExpires)
                        .map(LeftoverCheck::text)
                        .toList();
        };
    }

    private Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && threadNames.test(thread.getName()))
                .collect(Collectors.toSet());
    }

    private List<String> clientIds() {
        return server.clients().stream().map(LeftoverCheck::id).toList();
    }

    private List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        if (server.commandBinary(bytes("KEYS"), bytes("*")) instanceof List<?> found) {
            found.forEach(key -> keys.add((byte[]) key));
        }
        return keys;
    }

    private boolean neverExpires(byte[] key) {
        return Long.valueOf(-1).equals(server.commandBinary(bytes("PTTL"), key));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String id(String clientLine) {
        // Connection ids start again at 1 when the server restarts; together with the client's address they are unique.
        return clientLine.substring(0, clientLine.indexOf(' ', clientLine.indexOf(" addr=") + 1));
    }
}
