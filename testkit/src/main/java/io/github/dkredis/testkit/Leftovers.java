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
 * Remembers what there was, and says later what has been left since.
 *
 * <p>Threads and connections end a moment after what held them was closed, so they are given a limit; keys are looked at
 * once.
 */
public final class Leftovers {

    private final RedisServer server;
    private final Predicate<String> threadNames;
    private final Set<Thread> threadsBefore;
    private final Set<String> clientsBefore;

    private Leftovers(RedisServer server, Predicate<String> threadNames) {
        this.server = server;
        this.threadNames = threadNames;
        this.threadsBefore = threads();
        this.clientsBefore = new HashSet<>(clientIds());
    }

    /**
     * Remembers the threads and connections of this moment.
     *
     * @param server whose connections count
     * @param threadPrefixes which threads count, by the beginnings of their names; none for all threads
     * @return what to ask later
     */
    public static Leftovers since(RedisServer server, String... threadPrefixes) {
        List<String> prefixes = threadPrefixes.length == 0 ? List.of("") : List.of(threadPrefixes);
        return new Leftovers(server, name -> prefixes.stream().anyMatch(name::startsWith));
    }

    /**
     * Looks for what has been left.
     *
     * @param limit how long threads and connections may take to end
     * @param kinds what to look for
     * @throws AssertionError when something is left; names it
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
     * What is left at this moment.
     *
     * @param kind what to look for
     * @return names of threads, lines of CLIENT LIST, or keys; empty if nothing is left, and no connection or key is left
     *     when the server does not run
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
            case KEYS -> keys().stream().map(Leftovers::text).toList();
            case KEYS_WITHOUT_TTL ->
                keys().stream().filter(this::staysForEver).map(Leftovers::text).toList();
        };
    }

    private Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && threadNames.test(thread.getName()))
                .collect(Collectors.toSet());
    }

    private List<String> clientIds() {
        return server.clients().stream().map(Leftovers::id).toList();
    }

    private List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        if (server.commandBinary(bytes("KEYS"), bytes("*")) instanceof List<?> found) {
            found.forEach(key -> keys.add((byte[]) key));
        }
        return keys;
    }

    private boolean staysForEver(byte[] key) {
        return Long.valueOf(-1).equals(server.commandBinary(bytes("PTTL"), key));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String id(String clientLine) {
        // Numbers begin anew with the server: with its own port each connection has a name of its own.
        return clientLine.substring(0, clientLine.indexOf(' ', clientLine.indexOf(" addr=") + 1));
    }
}
