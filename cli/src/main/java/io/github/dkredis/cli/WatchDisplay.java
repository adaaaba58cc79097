package io.github.dkredis.cli;

import java.time.Duration;
import java.util.List;

/** Where a watch shows what it sees. */
interface WatchDisplay {

    /** Shows what was seen. */
    void show(List<Row> rows);

    /** Says that Redis does not answer. It is called at each look that fails; one message for an outage is enough. */
    void showOutage(String message);

    /** Says that Redis answers again. */
    void showRecovery(Duration outage);
}
