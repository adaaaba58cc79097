package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The server of one suite: on a free loopback port, nothing persisted, gone with the run. */
public final class BenchServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final int port;
    private final Process process;
    private final Path folder;
    private final Thread onExit;

    private BenchServer(int port, Process process, Path folder) {
        this.port = port;
        this.process = process;
        this.folder = folder;
        onExit = new Thread(process::destroyForcibly, "bench-server-stop");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Starts the {@code redis-server} of the PATH, and waits until it answers. */
    public static BenchServer start() throws IOException, InterruptedException {
        int port = freePort();
        Path folder = Files.createTempDirectory("dkredis-bench");
        Process process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        BenchServer server = new BenchServer(port, process, folder);
        server.awaitAnswer();
        return server;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (RespConnection connection = new RespConnection(port)) {
                connection.call("PING");
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    close();
                    throw new IOException("the server did not answer within " + START_LIMIT.toSeconds() + " s", e);
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(onExit);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchServer::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
