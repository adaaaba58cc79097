package io.github.dkredis.cli;

import java.time.Duration;
import java.util.List;

/** Where a watch shows what it sees. */
interface WatchDisplay {

    /** Shows what was seen. */
    void show(List<Row> rows);

    /** Says that Redis does not answer. Called once for an outage, and again at each look until it is over. */
    void showOutage(String message);

    /** Says that Redis answers again. */
    void showRecovery(Duration outage);
}
