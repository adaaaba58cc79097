package io.github.dkredis.support;

import io.github.dkredis.testkit.RedisServer;
import java.util.HashMap;
import java.util.Map;

/**
 * Many keys {@code many:<number>}. Each is a hash with the field {@code f}, but for every tenth, which is something
 * else.
 *
 * @param expected the field's value by key, of the hashes that have the field
 */
public record ManyHashes(Map<String, String> expected) {

    /** Creates the keys on the server, which is faster than sending them. */
    private static final String CREATE = """
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
              local key = ARGV[3] .. 'many:' .. i
              local kind = i % 40
              if kind == 10 then redis.call('set', key, 'a string')
              elseif kind == 20 then redis.call('rpush', key, 'a list')
              elseif kind == 30 then redis.call('hset', key, 'other', 'field')
              elseif kind == 0 then redis.call('zadd', key, 1, 'f')
              else redis.call('hset', key, 'f', 'value-' .. i, 'other', 'x') end
            end
            """;

    /** Creates the keys, in scripts that are short enough not to delay other clients. */
    public static ManyHashes of(RedisServer server, int count) {
        for (int from = 0; from < count; from += 10_000) {
            int to = Math.min(count, from + 10_000) - 1;
            server.command("EVAL", CREATE, "0", Integer.toString(from), Integer.toString(to), server.keyPrefix());
        }
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (i % 10 != 0) {
                expected.put("many:" + i, "value-" + i);
            }
        }
        return new ManyHashes(expected);
    }
}
