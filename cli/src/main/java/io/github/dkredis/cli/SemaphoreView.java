package io.github.dkredis.cli;

import io.github.dkredis.internal.Keys;
import io.lettuce.core.ScoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the holders of permits and the waiting callers of semaphores, from the keys that semaphore-common.lua
 * describes.
 */
final class SemaphoreView {

    private static final String GRANT = "g:";

    /** The first fencing token of a holder's block, and its slots. */
    private static final Pattern SLOTS = Pattern.compile("(\\d{1,18}) (\\d{1,9}(?:,\\d{1,9})*)");

    /** The number of permits, the mode, the time of the last request, and the lease. */
    private static final Pattern WISH = Pattern.compile("(\\d{1,9}) .*");

    private static final int MAX_WAITING = 1_000;

    private final Plain plain;
    private final Keys keys;
    private final List<State> semaphores = new ArrayList<>();
    private long nowMicros;

    /** What was read of one semaphore. */
    private static final class State {
        private final String name;
        private Map<String, String> fields = Map.of();
        private final Map<String, Long> deadlines = new HashMap<>();
        private final List<String> queue = new ArrayList<>();
        private Map<String, String> wishes = Map.of();

        State(String name) {
            this.name = name;
        }

        /** {@return the tokens of the holders, in the order of their slots} */
        List<String> holders() {
            return fields.entrySet().stream()
                    .filter(field -> field.getKey().startsWith(GRANT)
                            && SLOTS.matcher(field.getValue()).matches())
                    .sorted((one, other) -> Long.compare(
                            slots(one.getValue()).get(0),
                            slots(other.getValue()).get(0)))
                    .map(field -> field.getKey().substring(GRANT.length()))
                    .toList();
        }
    }

    SemaphoreView(Plain plain, Set<String> names) {
        this.plain = plain;
        this.keys = Keys.withPrefix(plain.prefix());
        names.forEach(name -> semaphores.add(new State(name)));
    }

    /** {@return a row for each holder and for each waiting caller} */
    List<Row> rows() {
        read();
        Set<String> tokens = new LinkedHashSet<>();
        semaphores.forEach(state -> {
            tokens.addAll(state.holders());
            tokens.addAll(state.queue);
        });
        ClientNames clients = ClientNames.of(plain, tokens);
        List<Row> rows = new ArrayList<>();
        for (State state : semaphores) {
            state.holders().forEach(token -> holder(state, token, clients, rows));
            state.queue.forEach(token -> rows.add(waiting(state, token, clients)));
        }
        return rows;
    }

    private void read() {
        Replies replies = new Replies(plain);
        replies.add(
                replies.commands().time(),
                time -> nowMicros = time == null ? 0 : number(time.get(0)) * 1_000_000 + number(time.get(1)));
        for (State state : semaphores) {
            String main = keys.semaphore(state.name);
            replies.add(replies.commands().hgetall(keys.of(main)), fields -> state.fields = texts(fields));
            replies.add(
                    replies.commands().zrangeWithScores(keys.of(keys.semaphoreDeadlines(main)), 0, -1),
                    deadlines -> add(state, deadlines));
            replies.add(replies.commands().lrange(keys.of(keys.semaphoreQueue(main)), 0, MAX_WAITING - 1), queue -> {
                if (queue != null) {
                    queue.forEach(token -> state.queue.add(text(token)));
                }
            });
            replies.add(
                    replies.commands().hgetall(keys.of(keys.semaphoreWaiting(main))),
                    wishes -> state.wishes = texts(wishes));
        }
        replies.await();
    }

    private static void add(State state, @Nullable List<ScoredValue<byte[]>> deadlines) {
        if (deadlines != null) {
            deadlines.forEach(deadline -> state.deadlines.put(text(deadline.getValue()), (long) deadline.getScore()));
        }
    }

    /** A holder whose deadline has passed is not shown: its permits are free for the next caller. */
    private void holder(State state, String token, ClientNames clients, List<Row> rows) {
        Long deadline = state.deadlines.get(token);
        if (deadline != null && deadline <= nowMicros) {
            return;
        }
        String grant = Objects.requireNonNull(state.fields.get(GRANT + token));
        Map<String, @Nullable Object> shown = begin(state, "holds", token, clients);
        shown.put("permits", slots(grant).size());
        shown.put("slots", slots(grant));
        // a block of fencing tokens begins with the server's time
        long fence = Long.parseLong(grant.substring(0, grant.indexOf(' ')));
        shown.put(
                "renewedAt",
                Instant.EPOCH
                        .plus(fence, ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString());
        shown.put("leftMillis", deadline == null ? null : (deadline - nowMicros) / 1_000);
        rows.add(row(state, token, shown));
    }

    private static Row waiting(State state, String token, ClientNames clients) {
        Map<String, @Nullable Object> shown = begin(state, "waits", token, clients);
        Matcher wish = WISH.matcher(state.wishes.getOrDefault(token, ""));
        shown.put("permits", wish.matches() ? Integer.valueOf(wish.group(1)) : null);
        return row(state, token, shown);
    }

    private static Map<String, @Nullable Object> begin(State state, String what, String token, ClientNames clients) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", state.name);
        shown.put("size", number(state.fields.getOrDefault("size", "0")));
        shown.put("client", clients.ofToken(token));
        shown.put("state", what);
        return shown;
    }

    /** Clients can hold and want permits several times, so the token tells rows apart; it is not shown. */
    private static Row row(State state, String token, Map<String, @Nullable Object> shown) {
        Map<String, @Nullable Object> ended = new LinkedHashMap<>(shown);
        ended.keySet().retainAll(Set.of("name", "client"));
        ended.put("state", "gone");
        return new Row(
                state.name + " " + token,
                shown,
                Stream.of("size", "state", "permits", "slots")
                        .map(shown::get)
                        .map(String::valueOf)
                        .toList(),
                ended);
    }

    // ---- texts

    private static List<Integer> slots(String grant) {
        return Stream.of(grant.substring(grant.indexOf(' ') + 1).split(","))
                .map(Integer::valueOf)
                .toList();
    }

    private static Map<String, String> texts(@Nullable Map<byte[], byte[]> fields) {
        Map<String, String> texts = new HashMap<>();
        if (fields != null) {
            fields.forEach((name, value) -> texts.put(text(name), text(value)));
        }
        return texts;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long number(byte[] digits) {
        return number(text(digits));
    }

    private static long number(String digits) {
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }
}
