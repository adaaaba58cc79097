package io.github.dkredis.chaos.worker;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** A worker's connection to the {@link SystemOfRecord}, which its threads share. */
final class SourceClient implements AutoCloseable {

    /** The answer of a register. */
    record FenceAnswer(boolean accepted, long order) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Socket socket;
    private final BufferedReader answers;

    SourceClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    long version(String row) {
        return Long.parseLong(ask("version " + row));
    }

    long commit(String row) {
        return Long.parseLong(ask("commit " + row));
    }

    FenceAnswer write(String register, long fence) {
        String[] words = ask("fence " + register + " " + fence).split(" ", -1);
        return new FenceAnswer(words[0].equals("accepted"), Long.parseLong(words[1]));
    }

    private String ask(String line) {
        lock.lock();
        try {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            String answer = answers.readLine();
            if (answer == null) {
                throw new EOFException("the system of record is gone");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
