package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Observation;
import io.github.dkredis.chaos.history.ObservationText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes observations to a file, each with one system call, so that a process that is killed loses no observation that
 * was written. The file has a greatest length.
 */
public final class Recorder implements AutoCloseable {

    private static final long MAX_BYTES = 1L << 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputStream file;
    private long bytes;

    private Recorder(OutputStream file) {
        this.file = file;
    }

    /** {@return a recorder that creates this file} */
    public static Recorder create(Path file) throws IOException {
        return new Recorder(Files.newOutputStream(file));
    }

    /**
     * Adds an observation.
     *
     * @throws IllegalStateException if the file has its greatest length
     */
    public void add(Observation observation) {
        byte[] line = (ObservationText.line(observation) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            bytes += line.length;
            if (bytes > MAX_BYTES) {
                throw new IllegalStateException("the history has more than " + MAX_BYTES + " bytes");
            }
            file.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
