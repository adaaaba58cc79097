package io.github.dkredis.benchmarks.update;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Each thread counts up at its key. After each window, the keys must hold at least what all JVMs have counted; each JVM
 * notes its count in a file that the others read, so the last one to look knows the whole sum.
 */
final class UpdateLoad implements Load {
    /** The name of the figure: runs of the function for each update that was written. */
    static final String ATTEMPTS = "attempts";

    private final UpdateClient client;
    private final CountUp function = new CountUp();
    private final LongAdder updates = new LongAdder();
    private final String[] keys;
    private final Path folder;
    private final LoadContext context;
    private long total;

    UpdateLoad(UpdateClient client, String subject, LoadContext context, int keyCount) throws IOException {
        this.client = client;
        this.context = context;
        String name = subject.replaceAll("[^A-Za-z0-9]", "-");
        folder = Files.createDirectories(Path.of(context.folder(), name));
        keys = new String[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = "bench:" + name + ":" + i;
        }
    }

    @Override
    public void run(int thread) throws Exception {
        client.update(thread, keys[context.globalThread(thread) % keys.length], function);
        updates.increment();
    }

    @Override
    public Measurements check() throws Exception {
        long inWindow = updates.sumThenReset();
        total += inWindow;
        note(total);
        long counted = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                counted += Long.parseLong(Files.readString(file));
            }
        }
        long stored = stored();
        if (stored < counted) {
            throw new WrongResultException("the keys hold " + stored + ", but " + counted + " updates were counted");
        }
        long runs = function.takeRuns();
        return inWindow == 0 || runs == 0
                ? Measurements.NONE
                : Measurements.of(Map.of(ATTEMPTS, (double) runs / inWindow));
    }

    /** Replaces this JVM's file in one step, since the others may be reading it. */
    private void note(long count) throws IOException {
        String name = Integer.toString(context.worker());
        Path fresh = folder.resolveSibling(folder.getFileName() + "." + name);
        Files.writeString(fresh, Long.toString(count));
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private long stored() {
        long sum = 0;
        try (RespConnection server = RespConnection.open("127.0.0.1", context.port())) {
            for (String key : keys) {
                Object value = "hash".equals(server.call("TYPE", key))
                        ? server.call("HGET", key, RedissonUpdates.FIELD)
                        : server.call("GET", key);
                sum += value == null ? 0 : Long.parseLong(List.of(value).get(0).toString());
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
