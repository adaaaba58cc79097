package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link FaultProxy} does to all its connections, and how many requests it has seen. Thread-safe. */
final class ProxyRules {

    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<Direction, Long> delays = new ConcurrentHashMap<>();
    private final Map<Direction, Boolean> stalled = new ConcurrentHashMap<>();

    void add(Fault fault) {
        faults.add(fault);
    }

    void delay(Direction direction, Duration delay) {
        delays.put(direction, delay.toNanos());
    }

    void stall(Direction direction) {
        stalled.put(direction, true);
    }

    void resume(Direction direction) {
        stalled.remove(direction);
    }

    long delayNanos(Direction direction) {
        return delays.getOrDefault(direction, 0L);
    }

    boolean isStalled(Direction direction) {
        return stalled.containsKey(direction);
    }

    long requests(String command) {
        LongAdder count = requests.get(command.toUpperCase(Locale.ROOT));
        return count == null ? 0 : count.sum();
    }

    /** Counts a request, and returns the first fault that fires on it. */
    Optional<Fault> countAndMatch(Request request) {
        requests.computeIfAbsent(request.command(), name -> new LongAdder()).increment();
        faults.removeIf(fault -> !fault.isArmed());
        return faults.stream().filter(fault -> fault.fires(request)).findFirst();
    }
}
