package io.github.dkredis.cli;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Says on stderr how far a long scan has come. Counts pages, so that short scans say and ask nothing. */
final class Progress implements AutoCloseable {

    /** How many pages are scanned between two messages. */
    static final int PAGES = 20;

    private static final String ERASE_LINE = "\r\033[K";

    private final Console console;
    private final BooleanSupplier isWanted;
    private final LongSupplier keys;
    private final int pageSize;
    private int pages;
    private boolean isShown;
    private String total = "";

    /**
     * The progress of a scan.
     *
     * @param isWanted whether there is a terminal to show it on; asked when the scan turns out to be long
     * @param keys asks how many keys the server has, which a user may not be allowed to
     * @param pageSize about how many of them a page covers
     */
    Progress(Console console, BooleanSupplier isWanted, LongSupplier keys, int pageSize) {
        this.console = console;
        this.isWanted = isWanted;
        this.keys = keys;
        this.pageSize = pageSize;
    }

    /** A further page was scanned. */
    void page() {
        pages++;
        if (pages == PAGES) {
            isShown = isWanted.getAsBoolean();
            total = isShown ? total() : "";
        }
        if (isShown && pages % PAGES == 0) {
            String scanned = String.format(Locale.ROOT, "about %,d", (long) pages * pageSize);
            console.err().print(ERASE_LINE + "scanned " + scanned + total + " keys");
            console.err().flush();
        }
    }

    private String total() {
        try {
            return String.format(Locale.ROOT, " of %,d", keys.getAsLong());
        } catch (RedisCommandExecutionException e) {
            return ""; // this user may not run DBSIZE
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (isShown) {
            console.err().print(ERASE_LINE);
            console.err().flush();
        }
    }
}
