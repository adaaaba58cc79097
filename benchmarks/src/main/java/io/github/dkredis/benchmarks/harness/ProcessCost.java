package io.github.dkredis.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used so far: memory allocated and processor time spent. */
public final class ProcessCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ProcessCost() {}

    /** Bytes allocated by all living threads, event loops included. A thread that ends takes its count with it. */
    public static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** Processor time of the whole process, its collector and compiler included; ticks every 10 ms. */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
