package io.github.dkredis.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The memory that this process has allocated so far, and the processor time it has used. */
public final class ProcessCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ProcessCost() {}

    /**
     * {@return the bytes allocated by all live threads, event loops included; the count of a thread is lost when it
     * ends}
     */
    public static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** {@return the processor time of the process, garbage collector and JIT included, with a resolution of 10 ms} */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
