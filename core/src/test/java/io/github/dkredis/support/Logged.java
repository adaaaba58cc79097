package io.github.dkredis.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged below a name while this is open; it is not printed too. */
public final class Logged extends Handler implements AutoCloseable {

    private final Logger logger; // kept, since the JVM may forget a logger and its handlers
    private final Level levelBefore;
    private final boolean printedBefore;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private Logged(Logger logger) {
        this.logger = logger;
        this.levelBefore = logger.getLevel();
        this.printedBefore = logger.getUseParentHandlers();
        logger.setLevel(Level.INFO);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Listens to a logger and all below it; with an empty name to all there are. */
    public static Logged below(String name) {
        return new Logged(Logger.getLogger(name));
    }

    /** The messages of one level, in order. */
    public List<String> messages(Level level) {
        return records.stream()
                .filter(entry -> entry.getLevel().equals(level))
                .map(Logged::text)
                .toList();
    }

    private static String text(LogRecord entry) {
        return entry.getThrown() == null ? entry.getMessage() : entry.getMessage() + ": " + entry.getThrown();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {
        // NullValue is buffered.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
        logger.setUseParentHandlers(printedBefore);
    }
}
