package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.LockHolder;
import io.github.dkredis.lock.LockInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "locks",
        description =
                "List held locks with their holders and waiters: a line with a JSON object for each mutex, fetch lock"
                        + " and cooldown. Exit code 1 if nothing is locked.")
final class LocksCommand extends ListCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "only the mutex of this name")
    private Optional<String> name = Optional.empty();

    LocksCommand(Console console) {
        super(console);
    }

    @Override
    void checkArguments() {
        if (name.isPresent() && name.get().isEmpty()) {
            throw new UsageException("the name of the lock is empty");
        }
    }

    /** A watch does not report the remaining time, since it changes with every renewal. */
    @Override
    List<Row> look(DkRedis redis) {
        return held(redis).stream()
                .map(lock -> Row.of(lock, Set.of("kind", "name"), Set.of("leftMillis"))
                        .endingWith("held", false))
                .toList();
    }

    @Override
    String nothing() {
        return name.map(lock -> "the lock \"" + lock + "\" is free").orElse("nothing is locked");
    }

    private List<Map<String, Object>> held(DkRedis redis) {
        List<Map<String, Object>> held = new ArrayList<>();
        if (name.isPresent()) {
            redis.locks().get(name.get()).map(LocksCommand::view).ifPresent(held::add);
            return held;
        }
        redis.locks().list().stream().map(LocksCommand::view).forEach(held::add);
        held.addAll(others(KeyKind.FETCH_LOCK));
        held.addAll(others(KeyKind.COOLDOWN));
        return held;
    }

    // ---- mutexes

    private static Map<String, Object> view(LockInfo lock) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", "mutex");
        view.put("name", lock.name());
        view.put("held", true);
        view.put("holder", holder(lock));
        view.put("since", lock.since().map(Instant::toString).orElse(null));
        view.put("fence", lock.fencingToken().isPresent() ? lock.fencingToken().getAsLong() : null);
        view.put("waiting", lock.waitingClients());
        view.put("waiters", lock.waiting().stream().map(LockHolder::toString).toList());
        view.put("leftMillis", lock.remaining().map(Duration::toMillis).orElse(null));
        return view;
    }

    /** {@return who holds a lock, as well as it is known} */
    static String holder(LockInfo lock) {
        return lock.holder()
                .map(LockHolder::toString)
                .or(() -> lock.holderNumber().map(number -> "client " + number))
                .orElse("another program");
    }

    // ---- fetch locks and cooldowns, whose keys are Python's

    /** A fetch lock or a cooldown as it was found. */
    private record Found(String name, String value, long leftMillis) {}

    private List<Map<String, Object>> others(KeyKind kind) {
        List<Found> found = new ArrayList<>();
        KeyScan.run(plain(), kind.begin() + "*", console(), this::showsProgress, keys -> {
            Replies replies = new Replies(plain());
            for (byte[] key : keys) {
                String lock = plain().name(key).substring(kind.begin().length());
                List<String> content = new ArrayList<>(); // nothing if the lock has ended, or holds another type
                replies.add(replies.commands().get(key), value -> {
                    if (value != null) {
                        content.add(new String(value, StandardCharsets.UTF_8));
                    }
                });
                replies.add(replies.commands().pttl(key), left -> {
                    if (!content.isEmpty() && left != null) {
                        found.add(new Found(lock, content.get(0), left));
                    }
                });
            }
            replies.await();
        });
        ClientNames clients = kind == KeyKind.FETCH_LOCK
                ? ClientNames.of(plain(), found.stream().map(Found::value).collect(Collectors.toSet()))
                : ClientNames.NONE;
        return found.stream().map(lock -> view(kind, lock, clients)).toList();
    }

    private static Map<String, Object> view(KeyKind kind, Found lock, ClientNames clients) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind.label());
        view.put("name", lock.name());
        view.put("held", true);
        if (kind == KeyKind.FETCH_LOCK) {
            view.put("holder", clients.ofToken(lock.value()));
        }
        view.put("leftMillis", lock.leftMillis() < 0 ? null : lock.leftMillis());
        return view;
    }
}
