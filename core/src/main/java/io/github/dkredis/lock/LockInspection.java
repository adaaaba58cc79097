package io.github.dkredis.lock;

import io.github.dkredis.DkRedisException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the state of mutexes, and releases them by force. It needs the connection for commands only. */
final class LockInspection {

    private static final Command<List<@Nullable Object>> SCAN =
            Command.of("list locks", CommandName.SCAN, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final byte[] FIRST_CURSOR = Utf8.ascii(0);
    private static final byte[] PAGE_SIZE = Utf8.ascii(500);

    /** Of so many waiting clients it is asked who they are; a listing does not need more. */
    private static final int MAX_NAMED_WAITING = 20;

    /** How much longer a caller waits that has waited in vain, to be told who holds the lock. */
    private static final long HOLDER_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Client client;
    private final MutexScripts scripts;

    LockInspection(Client client) {
        this.client = client;
        this.scripts = new MutexScripts(client);
    }

    /** What the script has read, before the clients are named. */
    private record Raw(
            String name,
            @Nullable String token,
            LockInfo.@Nullable Grant grant,
            @Nullable Duration remaining,
            List<String> waitingTokens) {}

    Operation<Optional<LockInfo>> get(String name) {
        return read(LockKeys.of(client.keys(), name)).then(this::named);
    }

    Operation<Boolean> forceRelease(String name) {
        return scripts.forceRelease(LockKeys.of(client.keys(), name));
    }

    Operation<List<LockInfo>> list() {
        return OperationJoins.allOf(client.primaries().stream()
                        .map(primary -> scan(primary, FIRST_CURSOR, new HashMap<>()))
                        .toList())
                .map(primaries -> {
                    Map<String, LockInfo> sorted = new TreeMap<>();
                    primaries.forEach(sorted::putAll);
                    return List.copyOf(sorted.values());
                });
    }

    // ---- listing

    private Operation<Map<String, LockInfo>> scan(Primary primary, byte[] cursor, Map<String, LockInfo> found) {
        String pattern = client.keys().mutex("*");
        return client.callAt(
                        primary,
                        SCAN,
                        pattern,
                        cursor,
                        Utf8.encode("a word", "MATCH"),
                        client.keys().of(pattern),
                        Utf8.encode("a word", "COUNT"),
                        PAGE_SIZE)
                .then(page -> infos(page).then(infos -> {
                    infos.forEach(info -> found.put(info.name(), info));
                    byte[] next = (byte[]) Objects.requireNonNull(page.get(0));
                    boolean isLast = next.length == 1 && next[0] == '0';
                    return isLast ? Operation.of(found) : scan(primary, next, found);
                }));
    }

    private Operation<List<LockInfo>> infos(List<@Nullable Object> page) {
        List<Operation<Optional<LockInfo>>> reads = new ArrayList<>();
        for (Object key : (List<?>) Objects.requireNonNull(page.get(1))) {
            name((byte[]) key).ifPresent(name -> reads.add(get(name).recover(LockInspection::skip)));
        }
        return OperationJoins.allOf(reads)
                .map(infos -> infos.stream().flatMap(Optional::stream).toList());
    }

    /** A key of another type, or a key whose name is invalid, is not a lock; it must not spoil the listing. */
    private static Operation<Optional<LockInfo>> skip(Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return Operation.of(Optional.empty());
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    private Optional<String> name(byte[] key) {
        String name = client.keys().mutexName(new String(key, StandardCharsets.UTF_8));
        try {
            LockKeys.of(client.keys(), name);
            return Optional.of(name);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // ---- one lock

    private Operation<Optional<Raw>> read(LockKeys keys) {
        return scripts.inspect(keys).map(reply -> reply.isEmpty() ? Optional.empty() : Optional.of(raw(keys, reply)));
    }

    private static Raw raw(LockKeys keys, List<@Nullable Object> reply) {
        String value = text(reply.get(0));
        long ttlMillis = reply.get(1) instanceof Long millis ? millis : -1;
        String fence = text(reply.get(2));
        String since = text(reply.get(3));
        List<String> waiting = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(reply.get(5))) {
            waiting.add(text(entry));
        }
        return new Raw(
                keys.name(),
                isOurs(value) ? value : null,
                isNumber(fence) && isNumber(since)
                        ? new LockInfo.Grant(
                                Long.parseLong(fence), Instant.EPOCH.plus(Long.parseLong(since), ChronoUnit.MICROS))
                        : null,
                ttlMillis < 0 ? null : Duration.ofMillis(ttlMillis),
                waiting);
    }

    private static String text(@Nullable Object element) {
        return element instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    /** Whatever other programs have written there is not believed. */
    private static boolean isNumber(String text) {
        return text.matches("\\d{1,18}");
    }

    private static boolean isOurs(String value) {
        return value.length() >= 44 && value.startsWith("99999999999.");
    }

    private static String clientNumber(String token) {
        return token.substring(12, 32);
    }

    // ---- naming the clients

    private Operation<Optional<LockInfo>> named(Optional<Raw> read) {
        if (read.isEmpty()) {
            return Operation.of(Optional.empty());
        }
        Raw raw = read.get();
        Set<String> numbers = new LinkedHashSet<>();
        if (raw.token() != null) {
            numbers.add(clientNumber(raw.token()));
        }
        List<String> waiting = raw.waitingTokens().stream()
                .filter(LockInspection::isOurs)
                .map(LockInspection::clientNumber)
                .toList();
        waiting.stream().limit(MAX_NAMED_WAITING).forEach(numbers::add);
        return announced(List.copyOf(numbers)).map(known -> {
            LockInfo.Client holder = raw.token() == null
                    ? null
                    : new LockInfo.Client(clientNumber(raw.token()), known.get(clientNumber(raw.token())));
            return Optional.of(new LockInfo(
                    raw.name(),
                    holder,
                    raw.grant(),
                    raw.remaining(),
                    waiting.stream()
                            .map(number -> new LockInfo.Client(number, known.get(number)))
                            .toList()));
        });
    }

    private Operation<Map<String, LockHolder>> announced(List<String> numbers) {
        List<Operation<Optional<LockHolder>>> reads = numbers.stream()
                .map(number -> ClientIdentity.read(client, number))
                .toList();
        return OperationJoins.allOf(reads).map(holders -> {
            Map<String, LockHolder> known = new HashMap<>();
            for (int i = 0; i < numbers.size(); i++) {
                String number = numbers.get(i);
                holders.get(i).ifPresent(holder -> known.put(number, holder));
            }
            return known;
        });
    }

    // ---- for a caller that has waited in vain

    /** The state of a lock; empty if it is free by now, or cannot be read. */
    Operation<Optional<LockInfo>> getIfPossible(LockKeys keys) {
        // The caller's time is over, so the look has a short limit of its own.
        Operation<Optional<LockInfo>> look = Operation.defer(() -> OperationJoins.ofFuture(
                "look at lock",
                get(keys.name()).stage().toCompletableFuture(),
                client,
                System.nanoTime() + HOLDER_LIMIT_NANOS,
                Optional::empty));
        return look.recover(failure -> {
            if (failure instanceof DkRedisException || failure instanceof IllegalStateException) {
                return Operation.of(Optional.empty());
            }
            throw Failures.<RuntimeException>sneaky(failure);
        });
    }
}
