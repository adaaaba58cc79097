package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.cache.CacheSuite;
import io.github.dkredis.benchmarks.curves.CurveSuite;
import io.github.dkredis.benchmarks.field.FieldSuite;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.limit.LimitSuite;
import io.github.dkredis.benchmarks.memory.MemorySuite;
import io.github.dkredis.benchmarks.mutex.KillSuite;
import io.github.dkredis.benchmarks.mutex.MutexSuite;
import io.github.dkredis.benchmarks.pickle.PickleSuite;
import io.github.dkredis.benchmarks.semaphore.SemaphoreSuite;
import io.github.dkredis.benchmarks.startup.StartupSuite;
import io.github.dkredis.benchmarks.update.UpdateSuite;
import io.github.dkredis.benchmarks.values.ValuesSuite;
import java.util.List;

/** The list of all suites. */
final class SuiteList {
    static final List<Suite> ALL = List.of(
            ValuesSuite.create(),
            new PickleSuite(),
            new FieldSuite(),
            UpdateSuite.create(),
            MutexSuite.create(),
            new KillSuite(),
            SemaphoreSuite.create(),
            LimitSuite.create(),
            new CacheSuite(),
            new MemorySuite(),
            new StartupSuite(),
            new CurveSuite());

    private SuiteList() {}

    static Suite named(String name) {
        return ALL.stream()
                .filter(suite -> suite.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no suite is called " + name + "; try --list"));
    }

    /** Returns the subject that a worker JVM has been told to open, by the name of its workload and its own. */
    static Subject subject(String workload, String subject) {
        return ALL.stream()
                .flatMap(suite -> suite.workloads().stream())
                .filter(candidate -> candidate.name().equals(workload))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + workload))
                .subject(subject);
    }
}
