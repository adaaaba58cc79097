package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Read;
import io.github.dkredis.chaos.history.Observation.Saved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A read that begins when an acknowledged invalidation is older than the bound answers its version or a later one. Time
 * in which the reader's process did not run does not count: it could not notice that its connection was silent.
 */
final class StaleReadRule implements Rule {

    private final long boundMicros;

    StaleReadRule(Bounds bounds) {
        this.boundMicros = Span.micros(bounds.staleness());
    }

    @Override
    public List<Finding> check(History history) {
        Map<String, NavigableMap<Long, Saved>> floors = new HashMap<>();
        history.all(Saved.class).stream()
                .collect(Collectors.groupingBy(Saved::entry))
                .forEach((entry, saves) -> floors.put(entry, floors(saves)));
        Map<String, List<Span>> stalls = new HashMap<>();
        List<Finding> found = new ArrayList<>();
        for (Recorded<Read> recorded : history.recorded(Read.class)) {
            Read read = recorded.observation();
            long visible = visibleBefore(
                    read.span().beginMicros(), stalls.computeIfAbsent(recorded.process(), history::stallsOf));
            Map.Entry<Long, Saved> floor =
                    floors.getOrDefault(read.entry(), new TreeMap<>()).floorEntry(visible);
            if (floor != null && read.version() < floor.getValue().version()) {
                found.add(finding(history, recorded, floor.getValue()));
            }
        }
        return found;
    }

    /** {@return the greatest version that was acknowledged until each moment} */
    private static NavigableMap<Long, Saved> floors(List<Saved> saves) {
        NavigableMap<Long, Saved> floors = new TreeMap<>();
        Saved greatest = null;
        for (Saved saved : saves.stream()
                .sorted(Comparator.comparingLong((Saved save) -> save.span().endMicros()))
                .toList()) {
            greatest = greatest == null || saved.version() > greatest.version() ? saved : greatest;
            floors.put(saved.span().endMicros(), greatest);
        }
        return floors;
    }

    /** {@return the moment since which the process had run for the bound when it began to read} */
    private long visibleBefore(long beginMicros, List<Span> stalls) {
        long from = beginMicros - boundMicros;
        List<Span> latestFirst = stalls.stream()
                .filter(stall -> stall.beginMicros() < beginMicros)
                .sorted(Comparator.comparingLong(Span::beginMicros).reversed())
                .toList();
        for (Span stall : latestFirst) {
            if (stall.endMicros() <= from) {
                break;
            }
            from -= Math.min(stall.endMicros(), beginMicros) - stall.beginMicros();
        }
        return from;
    }

    /** An invalidation that a failover lost, or that a primary in its last moments did not tell, may be missed. */
    private static Finding finding(History history, Recorded<Read> recorded, Saved floor) {
        Read read = recorded.observation();
        String text = recorded.process() + " read version " + read.version() + " of " + read.entry() + " at "
                + read.span().beginMicros() + ", but version " + floor.version() + " was acknowledged at "
                + floor.span().endMicros();
        return history.mayHaveLost(
                        new Span(floor.span().beginMicros(), read.span().beginMicros()))
                ? Finding.lost(read.feature(), text)
                : Finding.violation(read.feature(), text);
    }
}
