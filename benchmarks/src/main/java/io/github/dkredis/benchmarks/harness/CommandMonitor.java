package io.github.dkredis.benchmarks.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Counts with MONITOR the commands that clients send from its construction on, except what scripts call and the
 * harness's INFO.
 *
 * <p>MONITOR reports asynchronously, so {@link #sent} sends a marker command and waits until the marker is reported:
 * everything sent before it has then been counted. The count is written by the reader thread and read after
 * {@code join}, which orders the two.
 */
public final class CommandMonitor implements AutoCloseable {
    private static final byte[] START = "MONITOR\r\n".getBytes(US_ASCII);
    private static final String MARKER = "the-monitor-has-seen-all";
    private static final int SECONDS_TO_CATCH_UP = 10;

    private final int port;
    private final Socket socket;
    private final Thread reader;
    private long sent;
    private boolean complete;

    /** Starts to count the commands that the server at that port gets. */
    public CommandMonitor(int port) throws IOException {
        this.port = port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(START);
        InputStream in = socket.getInputStream();
        in.readNBytes("+OK\r\n".length());
        reader = new Thread(() -> read(in), "command-monitor");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * {@return how many commands were sent until now; empty if the server stopped reporting, as it does to a slow
     * reader}
     */
    public OptionalLong sent() throws InterruptedException {
        try (RespConnection connection = RespConnection.open("127.0.0.1", port)) {
            connection.call("ECHO", MARKER);
        }
        reader.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_CATCH_UP));
        return !reader.isAlive() && complete ? OptionalLong.of(sent) : OptionalLong.empty();
    }

    private void read(InputStream in) {
        byte[] chunk = new byte[1 << 16];
        byte[] line = new byte[160];
        int length = 0;
        try {
            for (int count = in.read(chunk); count > 0 && !complete; count = in.read(chunk)) {
                for (int i = 0; i < count && !complete; i++) {
                    if (chunk[i] == '\n') {
                        line(new String(line, 0, length, US_ASCII));
                        length = 0;
                    } else if (length < line.length) {
                        line[length++] = chunk[i];
                    }
                }
                if (complete) {
                    return;
                }
            }
        } catch (IOException e) {
            // This monitor was closed, or the server dropped it: the count stays incomplete.
        }
    }

    /**
     * Counts a line such as {@code +1700000000.123456 [0 127.0.0.1:4711] "EVALSHA" "3b..."}, unless it is from a
     * script.
     */
    private void line(String line) {
        int source = line.indexOf(' ', line.indexOf('[')) + 1;
        int command = line.indexOf('"', source);
        if (command < 0 || line.startsWith("lua", source) || line.startsWith("\"INFO\"", command)) {
            return;
        }
        if (line.startsWith("\"ECHO\" \"" + MARKER, command)) {
            complete = true;
        } else {
            sent++;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
