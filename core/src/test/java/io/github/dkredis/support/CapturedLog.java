package io.github.dkredis.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the messages of a logger and of all loggers below it while it is open. They are not printed. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private final Logger logger; // a strong reference, since the JVM may discard a logger and its handlers
    private final Level levelBefore;
    private final boolean printedBefore;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private CapturedLog(Logger logger) {
        this.logger = logger;
        this.levelBefore = logger.getLevel();
        this.printedBefore = logger.getUseParentHandlers();
        logger.setLevel(Level.INFO);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Captures from a logger and all below it; with an empty name, from all loggers. */
    public static CapturedLog below(String name) {
        return new CapturedLog(Logger.getLogger(name));
    }

    /** {@return the messages of one level, in order} */
    public List<String> messages(Level level) {
        return records.stream()
                .filter(entry -> entry.getLevel().equals(level))
                .map(CapturedLog::text)
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
        // Nothing is buffered.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
        logger.setUseParentHandlers(printedBefore);
    }
}
