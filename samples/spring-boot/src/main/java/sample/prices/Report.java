package sample.prices;

import io.github.dkredis.DkRedis;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** An hourly job that one instance runs; the other instances find its lock taken. */
@Component
public class Report {

    private final DkRedis redis;

    public Report(DkRedis redis) {
        this.redis = redis;
    }

    @Scheduled(fixedRate = 3_600_000)
    @SchedulerLock(name = "report", lockAtLeastFor = "50m", lockAtMostFor = "55m")
    public void write() {
        redis.atomics().increment("reports", 1);
    }
}
