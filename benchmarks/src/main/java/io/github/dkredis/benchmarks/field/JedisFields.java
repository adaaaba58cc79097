package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis with one connection, in two common ways. */
final class JedisFields implements FieldClient {
    static final String KEYS_AND_GETS = "Jedis KEYS + HGET each";
    private static final String VERSION = LibraryVersion.of("redis.clients", "jedis");
    private static final int PAGE = 1000;
    private static final int TIMEOUT_MILLIS = 120_000;

    private final Jedis server;
    private final Way way;

    private JedisFields(int port, Way way) {
        server = new Jedis("127.0.0.1", port, TIMEOUT_MILLIS);
        this.way = way;
    }

    /** The way of the Python package: KEYS, then one HGET per key. */
    static FieldPeer keysAndGets() {
        return new FieldPeer(KEYS_AND_GETS, VERSION, port -> new JedisFields(port, JedisFields::keysAndGets));
    }

    /** The careful way: pages of SCAN, with the HGETs of a page in a pipeline. */
    static FieldPeer scanAndPipeline() {
        return new FieldPeer(
                "Jedis SCAN + pipeline", VERSION, port -> new JedisFields(port, JedisFields::scanAndPipeline));
    }

    @Override
    public Supplier<Digest> ask(String pattern, String field) {
        Map<String, String> answer = way.ask(server, pattern, field);
        return () -> Digest.of(answer);
    }

    private static Map<String, String> keysAndGets(Jedis server, String pattern, String field) {
        Map<String, String> answer = new HashMap<>();
        for (String key : server.keys(pattern)) {
            answer.put(key, server.hget(key, field));
        }
        return answer;
    }

    private static Map<String, String> scanAndPipeline(Jedis server, String pattern, String field) {
        Map<String, String> answer = new HashMap<>();
        ScanParams page = new ScanParams().match(pattern).count(PAGE);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> found = server.scan(cursor, page);
            Pipeline pipeline = server.pipelined();
            List<Response<String>> values = new ArrayList<>();
            found.getResult().forEach(key -> values.add(pipeline.hget(key, field)));
            pipeline.sync();
            for (int i = 0; i < values.size(); i++) {
                answer.put(found.getResult().get(i), values.get(i).get());
            }
            cursor = found.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return answer;
    }

    @Override
    public void close() {
        server.close();
    }

    @FunctionalInterface
    private interface Way {
        Map<String, String> ask(Jedis server, String pattern, String field);
    }
}
