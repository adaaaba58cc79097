package io.github.dkredis.chaos.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What caches and locks protect: rows with versions, and registers that accept rising fencing tokens only. It lives in
 * the process that runs the chaos and suffers no faults. One line asks, one line answers: {@code version ROW},
 * {@code commit ROW}, {@code fence REGISTER TOKEN}.
 */
public final class SystemOfRecord implements AutoCloseable {

    /** A register: the last token that was accepted, and how many writes came. */
    private static final class Register {
        private long fence;
        private long order;
    }

    private final ServerSocket server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Register> registers = new HashMap<>();

    private SystemOfRecord(ServerSocket server) {
        this.server = server;
    }

    /** {@return a running system on a free port} */
    public static SystemOfRecord start() throws IOException {
        SystemOfRecord system = new SystemOfRecord(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon("chaos-source", system::accept);
        return system;
    }

    /** {@return the port of the loopback interface on which it answers} */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                daemon("chaos-source-client", () -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                OutputStream out = client.getOutputStream()) {
            client.setTcpNoDelay(true);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((answer(line.split(" ")) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the worker was killed
        }
    }

    private String answer(String[] words) {
        lock.lock();
        try {
            return switch (words[0]) {
                case "version" -> Long.toString(versions.getOrDefault(words[1], 1L));
                case "commit" -> Long.toString(versions.merge(words[1], 2L, (version, first) -> version + 1));
                case "fence" -> write(words[1], Long.parseLong(words[2]));
                default -> throw new IllegalArgumentException(words[0]);
            };
        } finally {
            lock.unlock();
        }
    }

    private String write(String name, long fence) {
        Register register = registers.computeIfAbsent(name, key -> new Register());
        register.order++;
        boolean accepted = fence > register.fence;
        register.fence = Math.max(fence, register.fence);
        return (accepted ? "accepted " : "refused ") + register.order;
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
