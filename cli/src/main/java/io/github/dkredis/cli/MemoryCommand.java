package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "memory",
        description = {
            "Print how many keys of each family there are and how much memory they take, the largest first: mutexes, each"
                    + " cache, …, and keys of programs by what they begin with, such as user:*.",
            "Memory and TTL are asked for a sample of each family; \"sampled\" tells its size. The keys are scanned in"
                    + " pages, and Redis serves other clients in between. Exit code 1 if there are no keys."
        })
final class MemoryCommand extends ListCommand {

    private static final int USUAL_SAMPLE = 100;

    /** So many families are counted apart, so that memory stays bounded if each key begins in another way. */
    private static final int MAX_FAMILIES = 1_000;

    private static final String REST = "all other keys";

    /** What changes the server's memory only a little is not news. */
    private static final Set<String> SILENT = Set.of("bytes", "sampled", "withoutTtl");

    @Parameters(arity = "0..1", paramLabel = "PATTERN", description = "only keys that match it, as for keys")
    private String pattern = "*";

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "ask for the memory of so many keys of each family; 0 asks for none. Default: 100")
    private int sample = USUAL_SAMPLE;

    MemoryCommand(Console console) {
        super(console);
    }

    @Override
    void checkArguments() {
        if (pattern.isEmpty()) {
            throw new UsageException("the pattern is empty; '*' matches every key");
        }
        if (sample < 0) {
            throw new UsageException("--sample must not be negative");
        }
    }

    @Override
    List<Row> look(DkRedis redis) {
        Map<String, Family> families = new HashMap<>();
        KeyScan.run(plain(), pattern, console(), this::showsProgress, keys -> {
            Replies replies = new Replies(plain());
            for (byte[] key : keys) {
                String name = KeyName.of(plain().name(key), plain().prefix()).family();
                Family family = families.get(name);
                if (family == null) {
                    family = families.computeIfAbsent(
                            families.size() < MAX_FAMILIES ? name : REST, unknown -> new Family());
                }
                Family counted = family;
                counted.keys++;
                if (counted.asked < sample) {
                    counted.asked++;
                    replies.add(replies.commands().pttl(key), counted::left);
                    replies.add(replies.commands().memoryUsage(key), counted::bytes);
                }
            }
            replies.await();
        });
        List<Map<String, @Nullable Object>> shown = new ArrayList<>();
        families.forEach((name, family) -> shown.add(family.shown(name)));
        shown.sort(Comparator.comparingLong((Map<String, @Nullable Object> family) -> number(family.get("bytes")))
                .thenComparingLong(family -> number(family.get("keys")))
                .reversed());
        return shown.stream()
                .map(family -> Row.of(family, Set.of("family"), SILENT))
                .toList();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    @Override
    String nothing() {
        return "no key matches";
    }

    /** The counts of the keys of one use. The scan's order is that of hashes, so the first keys are a fair sample. */
    private static final class Family {
        private long keys;
        private long asked;
        private long sampled;
        private long endless;
        private long bytes;

        void left(@Nullable Long millis) {
            if (millis != null && millis == -1) {
                endless++;
            }
        }

        void bytes(@Nullable Long size) {
            if (size != null) { // else the key has ended by now
                sampled++;
                bytes += size;
            }
        }

        Map<String, @Nullable Object> shown(String name) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("family", name);
            shown.put("keys", keys);
            shown.put("bytes", sampled == 0 ? null : Math.round((double) bytes / sampled * keys));
            shown.put("withoutTtl", sampled == 0 ? null : Math.round((double) endless / sampled * keys));
            shown.put("sampled", sampled);
            return shown;
        }
    }
}
