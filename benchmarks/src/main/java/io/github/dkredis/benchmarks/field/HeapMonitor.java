package io.github.dkredis.benchmarks.field;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Measures the peak use of the heap since a garbage collection: with garbage, and right after each collection.
 *
 * <p>The sampler, and the JVM's thread that reports collections, update the maxima at the same time as they are read.
 */
final class HeapMonitor implements AutoCloseable {
    private static final Set<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(pool -> pool.getName())
            .collect(Collectors.toSet());

    private final long base;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong live = new AtomicLong();
    private final NotificationListener collections = (notification, handback) -> collected(notification);
    private final Thread sampler = new Thread(this::sample, "heap-monitor");
    private volatile boolean closed;

    HeapMonitor() {
        System.gc();
        base = usedNow();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(collections, null, null);
        }
        sampler.setDaemon(true);
        sampler.start();
    }

    /** {@return the most bytes in use, including garbage, above those in use at the start} */
    long peakBytes() {
        return Math.max(0, Math.max(used.get(), usedNow()) - base);
    }

    /** {@return the most bytes that a collection left, above those at the start; 0 without a collection} */
    long liveBytes() {
        return Math.max(0, live.get() - base);
    }

    private void sample() {
        try {
            while (!closed) {
                used.accumulateAndGet(usedNow(), Math::max);
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collected(Notification notification) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        Map<String, MemoryUsage> after = GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData())
                .getGcInfo()
                .getMemoryUsageAfterGc();
        long left = after.entrySet().stream()
                .filter(pool -> HEAP_POOLS.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        live.accumulateAndGet(left, Math::max);
    }

    private static long usedNow() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void close() {
        closed = true;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            try {
                ((NotificationEmitter) collector).removeNotificationListener(collections);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException("the listener was added in the constructor", e);
            }
        }
    }
}
