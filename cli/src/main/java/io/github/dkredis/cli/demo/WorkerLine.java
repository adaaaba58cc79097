package io.github.dkredis.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker's side of its conversation with the demo, line by line over stdin and stdout. The end of stdin ends this
 * process at once, so that a worker never outlives its demo, even if that is ended by {@code kill -9}.
 */
final class WorkerLine {

    static final String PREPARED = "prepared";
    static final String FAILED = "failed ";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final PrintStream out;

    WorkerLine(InputStream in, PrintStream out) {
        this.out = out;
        Thread reader = new Thread(() -> receive(in), "dkredis-demo-stdin");
        reader.setDaemon(true);
        reader.start();
    }

    String read() throws InterruptedException {
        return received.take();
    }

    void write(String text) {
        out.println(text);
    }

    private void receive(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                received.add(line);
            }
        } catch (IOException e) {
            // a broken pipe is the end as well
        }
        Runtime.getRuntime().halt(0);
    }
}
