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
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * When each thread was inside which lock, by the server's clock, and a check that a mutex allows this history.
 *
 * @param visits the visits of all threads
 */
record History(List<Visit> visits) {

    private static final long FENCE_BLOCK_SIZE = MutexScripts.FENCE_BLOCK_SIZE;

    /**
     * One stay of a thread inside a lock.
     *
     * @param lock the lock's name
     * @param fence the fencing token
     * @param client the number of the process
     * @param thread the number of the thread in the process
     * @param request the number of the request within the process, in the order of the queue; empty if it was not
     *     numbered
     * @param enter the server's clock in microseconds, read at the beginning, inside the lock
     * @param exit the same, read at the end, inside the lock
     * @param believed whether the holder's lease said that it was held, after the exit was read
     */
    record Visit(
            String lock,
            long fence,
            int client,
            int thread,
            OptionalLong request,
            long enter,
            long exit,
            boolean believed) {

        private static final String NOT_NUMBERED = "-";

        static Visit parse(String line) {
            String[] words = line.split(" ", -1);
            return new Visit(
                    words[0],
                    Long.parseLong(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    words[4].equals(NOT_NUMBERED) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[4])),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Boolean.parseBoolean(words[7]));
        }

        static String toString(OptionalLong request) {
            return request.isPresent() ? Long.toString(request.getAsLong()) : NOT_NUMBERED;
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
     * Finds what a mutex does not allow.
     *
     * @param lossesAt when the server lost its data: a holder at that time may overlap with the next one, whose fence
     *     may be smaller
     * @return a sentence for each violation
     */
    List<String> violations(List<Long> lossesAt) {
        List<String> found = new ArrayList<>();
        Map<String, List<Visit>> byLock = visits.stream().collect(Collectors.groupingBy(Visit::lock));
        byLock.values().forEach(all -> {
            repeatedFences(all, found);
            List<Visit> valid = all.stream()
                    .filter(visit -> visit.believed && lossesAt.stream().noneMatch(at -> spans(visit, at)))
                    .sorted(Comparator.comparingLong(Visit::enter).thenComparingLong(Visit::exit))
                    .toList();
            overlapsAndFallingFences(valid, found);
            overtaking(all, found);
        });
        return found;
    }

    /**
     * Whether a lock was granted before a loss and left after it. A fence is the server's time of the grant, or
     * slightly more.
     */
    private static boolean spans(Visit visit, long lossAt) {
        return visit.fence < lossAt + FENCE_BLOCK_SIZE && visit.exit >= lossAt;
    }

    /**
     * Finds what is not allowed even if the server loses its data while a client holds a lock. Two holders are
     * unavoidable then; but the first one, and all callers to which its client passes the lock on, have smaller fences
     * than everybody after the loss, and none of them believes in the lease for longer than it lasts.
     *
     * @param leaseMicros the length of a lease
     */
    List<String> violationsAcross(Loss loss, long leaseMicros) {
        List<String> found = new ArrayList<>();
        Map<String, List<Visit>> byLock = visits.stream().collect(Collectors.groupingBy(Visit::lock));
        byLock.values().forEach(all -> {
            List<Visit> sorted =
                    all.stream().sorted(Comparator.comparingLong(Visit::fence)).toList();
            Visit last = sorted.stream()
                    .filter(visit -> visit.enter < loss.beforeMicros)
                    .reduce((one, next) -> next)
                    .orElse(null);
            for (Visit visit : sorted) {
                if (last == null || visit.enter < loss.beforeMicros) {
                    continue;
                }
                boolean isPassedOn = visit.client == last.client && visit.fence == last.fence + 1;
                if (isPassedOn && visit.believed && visit.exit > loss.afterMicros + leaseMicros) {
                    found.add("believed after the lease of before the loss at " + loss + " had ended: " + visit);
                } else if (visit.fence <= last.fence) {
                    found.add(
                            "granted after the loss at " + loss + " with a smaller fence than " + last + ": " + visit);
                }
                last = isPassedOn ? visit : last;
            }
        });
        return found;
    }

    /** When the server lost its data: between two moments of its clock. */
    record Loss(long beforeMicros, long afterMicros) {}

    private static void repeatedFences(List<Visit> all, List<String> found) {
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

    /** The numbered requests of a client must be served in their order. */
    private static void overtaking(List<Visit> all, List<String> found) {
        Map<Integer, Visit> last = new HashMap<>();
        all.stream()
                .filter(visit -> visit.request.isPresent())
                .sorted(Comparator.comparingLong(Visit::fence))
                .forEach(visit -> {
                    Visit before = last.put(visit.client, visit);
                    if (before != null && before.request.getAsLong() > visit.request.getAsLong()) {
                        found.add("overtaken: " + visit + " by " + before);
                    }
                });
    }
}
