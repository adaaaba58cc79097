package io.github.dkredis.support;

import io.github.dkredis.testkit.RedisServer;
import java.util.HashMap;
import java.util.Map;

/**
 * Many keys {@code crowd:<number>}: hashes with the field {@code f}, and every tenth something else.
 *
 * @param expected key to value of the hashes that have the field
 */
public record Crowd(Map<String, String> expected) {

    /** Made by one script on the server, because it is quicker. */
    private static final String MAKE = """
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
              local key = 'crowd:' .. i
              local kind = i % 40
              if kind == 10 then redis.call('set', key, 'a string')
              elseif kind == 20 then redis.call('rpush', key, 'a list')
              elseif kind == 30 then redis.call('hset', key, 'other', 'field')
              elseif kind == 0 then redis.call('zadd', key, 1, 'f')
              else redis.call('hset', key, 'f', 'value-' .. i, 'other', 'x') end
            end
            """;

    /** Makes them; as few a script that no other client waits long. */
    public static Crowd of(RedisServer server, int count) {
        for (int from = 0; from < count; from += 10_000) {
            int to = Math.min(count, from + 10_000) - 1;
            server.command("EVAL", MAKE, "0", Integer.toString(from), Integer.toString(to));
        }
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (i % 10 != 0) {
                expected.put("crowd:" + i, "value-" + i);
            }
        }
        return new Crowd(expected);
    }
}
