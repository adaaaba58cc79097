package io.github.dkredis.lock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who was inside which lock, and when, by the server's clock; and whether that is a history that a mutex allows.
 *
 * @param visits all visits
 */
record History(List<Visit> visits) {

    private static final long FENCES = MutexScripts.FENCE_BLOCK_SIZE;

    /**
     * Once inside a lock.
     *
     * @param lock its name
     * @param fence the fencing token
     * @param client which process
     * @param thread which thread of it
     * @param request the number of the request within the process, in the order of asking; -1 for none
     * @param enter when, in microseconds of the server's clock, read inside
     * @param exit until when, read inside
     * @param believed whether the lease was held still, by its holder's own knowledge, after the exit was read
     */
    record Visit(
            String lock, long fence, int client, int thread, long request, long enter, long exit, boolean believed) {

        static Visit parse(String line) {
            String[] words = line.split(" ", -1);
            return new Visit(
                    words[0],
                    Long.parseLong(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Boolean.parseBoolean(words[7]));
        }
    }

    static History read(List<Path> files) {
        List<Visit> visits = new ArrayList<>();
        for (Path file : files) {
            try {
                String text = Files.readString(file);
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(Visit::parse)
                        .forEach(visits::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new History(visits);
    }

    /**
     * What no mutex allows.
     *
     * @param lossesAt when the server lost its data: who held a lock then may meet the next holder, with a smaller fence
     * @return a sentence for each violation
     */
    List<String> violations(List<Long> lossesAt) {
        List<String> found = new ArrayList<>();
        Map<String, List<Visit>> byLock = visits.stream().collect(Collectors.groupingBy(Visit::lock));
        byLock.values().forEach(all -> {
            fencesTwice(all, found);
            List<Visit> valid = all.stream()
                    .filter(visit -> visit.believed && lossesAt.stream().noneMatch(at -> isOfBefore(visit, at)))
                    .sorted(Comparator.comparingLong(Visit::enter).thenComparingLong(Visit::exit))
                    .toList();
            overlapsAndFallingFences(valid, found);
            overtaking(all, found);
        });
        return found;
    }

    /** Granted before the loss, and inside after it. A fence is the server's time of the grant, and a little more for passes. */
    private static boolean isOfBefore(Visit visit, long lossAt) {
        return visit.fence < lossAt + FENCES && visit.exit >= lossAt;
    }

    private static void fencesTwice(List<Visit> all, List<String> found) {
        Map<Long, Visit> byFence = new HashMap<>();
        for (Visit visit : all) {
            Visit twin = byFence.put(visit.fence, visit);
            if (twin != null) {
                found.add("the same fence: " + twin + " and " + visit);
            }
        }
    }

    private static void overlapsAndFallingFences(List<Visit> valid, List<String> found) {
        for (int i = 1; i < valid.size(); i++) {
            Visit before = valid.get(i - 1);
            Visit after = valid.get(i);
            if (after.enter < before.exit) {
                found.add("both inside: " + before + " and " + after);
            }
            if (after.fence <= before.fence) {
                found.add("a falling fence: " + before + " and " + after);
            }
        }
    }

    /** Within a client, numbered requests are served in their order. */
    private static void overtaking(List<Visit> all, List<String> found) {
        Map<Integer, Visit> last = new HashMap<>();
        all.stream()
                .filter(visit -> visit.request >= 0)
                .sorted(Comparator.comparingLong(Visit::fence))
                .forEach(visit -> {
                    Visit before = last.put(visit.client, visit);
                    if (before != null && before.request > visit.request) {
                        found.add("overtaken: " + visit + " by " + before);
                    }
                });
    }
}
