package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "limits",
        description = {
            "Print the rate limits of which permits are taken: what is left, when a denied permit can be had, and when"
                    + " the limit is full again. It takes no permits. Exit code 1 if there are none.",
            "Cooldowns are among the locks: dkredis locks."
        })
final class LimitsCommand extends ListCommand {

    /** The answers change with the time; it is news when a limit denies its permits or does not any more. */
    private static final Set<String> SILENT = Set.of("remaining", "retryAfterMillis", "fullInMillis");

    @Parameters(arity = "0..1", paramLabel = "RESOURCE", description = "only the limits of this resource")
    private Optional<String> resource = Optional.empty();

    @Option(names = "--denied", description = "only limits that have no permit at the moment")
    private boolean isDenied;

    LimitsCommand(Console console) {
        super(console);
    }

    @Override
    void checkArguments() {
        if (resource.isPresent() && resource.get().isEmpty()) {
            throw new UsageException("the name of the resource is empty");
        }
    }

    /** A limit whose key was found. */
    private record Found(String resource, Rate rate, byte[] key) {}

    @Override
    List<Row> look(DkRedis redis) {
        String pattern = KeyKind.RATE_LIMIT.begin()
                + resource.map(name -> "*" + KeyScan.literally(name) + "*").orElse("*");
        Map<String, Map<String, @Nullable Object>> limits = new TreeMap<>();
        KeyScan.run(plain(), pattern, console(), this::showsProgress, keys -> {
            List<Found> found = new ArrayList<>();
            keys.forEach(key -> limit(key).ifPresent(found::add));
            add(redis, found, limits);
        });
        return limits.values().stream()
                .sorted(Comparator.comparing(limit -> (Boolean) limit.get("allowed"))) // denied ones first
                .map(limit -> Row.of(limit, Set.of("resource", "permits", "period", "burst"), SILENT))
                .toList();
    }

    private Optional<Found> limit(byte[] key) {
        KeyName name = KeyName.of(plain().name(key), plain().prefix());
        String[] parts = name.detail().split("/", -1);
        if (parts.length != 3 || resource.isPresent() && !resource.get().equals(name.subject())) {
            return Optional.empty();
        }
        try {
            Rate rate = new Rate(Long.parseLong(parts[0]), Duration.parse(parts[1]), Long.parseLong(parts[2]));
            return Optional.of(new Found(name.subject(), rate, key));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty(); // no client has written it
        }
    }

    /** Asks for all limits of a page before it waits for an answer. */
    private void add(DkRedis redis, List<Found> found, Map<String, Map<String, @Nullable Object>> limits) {
        Replies replies = new Replies(plain());
        for (Found limit : found) {
            List<RateLimiter.Decision> decisions = new ArrayList<>();
            replies.add(redis.rateLimiter(limit.resource, limit.rate).async().peek(), decision -> {
                if (decision != null) {
                    decisions.add(decision);
                }
            });
            replies.add(replies.commands().pttl(limit.key), left -> {
                boolean isThere = left != null && left > 0 && !decisions.isEmpty();
                if (isThere && !(isDenied && decisions.get(0).isAllowed())) {
                    limits.put(new String(limit.key, StandardCharsets.UTF_8), shown(limit, decisions.get(0), left));
                }
            });
        }
        replies.await();
    }

    private static Map<String, @Nullable Object> shown(Found limit, RateLimiter.Decision decision, long leftMillis) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("resource", limit.resource);
        shown.put("permits", limit.rate.permits());
        shown.put("period", limit.rate.period().toString());
        shown.put("burst", limit.rate.burst());
        shown.put("allowed", decision.isAllowed());
        shown.put("remaining", decision.remaining());
        shown.put("retryAfterMillis", decision.retryAfter().toMillis());
        shown.put("fullInMillis", leftMillis);
        return shown;
    }

    @Override
    String nothing() {
        return resource.map(name -> "no limit of \"" + name + "\" has given permits lately")
                .orElse(isDenied ? "no limit denies its permits" : "no limit has given permits lately");
    }
}
