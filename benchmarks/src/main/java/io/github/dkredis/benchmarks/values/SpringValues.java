package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.SpringConnections;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ValueOperations;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Spring Data's template over Lettuce, with bytes as values: what every operation of it costs, without a serializer.
 */
final class SpringValues implements ValuesClient {
    private final LettuceConnectionFactory connections;
    private final ValueOperations<String, byte[]> values;

    private SpringValues(LoadContext context) {
        connections = SpringConnections.to(context);
        RedisTemplate<String, byte[]> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setValueSerializer(RedisSerializer.byteArray());
        template.afterPropertiesSet();
        values = template.opsForValue();
    }

    static ValuesPeer peer() {
        return new ValuesPeer("Spring RedisTemplate", LibraryVersion.ofJarWith(RedisTemplate.class), SpringValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return values.get(key);
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        values.set(key, value);
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
