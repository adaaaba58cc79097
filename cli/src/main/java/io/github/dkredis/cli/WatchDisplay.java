package io.github.dkredis.cli;

import java.util.List;

/** Where a watch shows what it sees. */
interface WatchDisplay {

    /** Shows what was seen. */
    void show(List<Row> rows);

    /** Shows that Redis does not answer, at each look that fails. */
    void showOutage(String message);

    /** Says once that an outage has begun or has ended. */
    void say(String message);
}
