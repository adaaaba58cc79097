package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.Maximum;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.codec.Codec;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** Writes whose effect is checked at the end of the run. */
final class WriteLoads {

    private WriteLoads() {}

    private record Writes(Feature feature, LoadContext context, BiConsumer<LoadContext, Random> operation)
            implements Load {
        @Override
        public void run(Random random) {
            operation.accept(context, random);
        }
    }

    static List<Load> of(LoadContext context) {
        Load update = new Writes(Feature.UPDATE, context, (c, random) -> update(c));
        return List.of(
                new Writes(Feature.VALUE, context, (c, random) -> set(c)),
                update,
                update, // on two threads, so that updates of one client are combined
                new Writes(Feature.INCREMENT, context, (c, random) -> increment(c)),
                new Writes(Feature.HASH, context, WriteLoads::incrementField),
                new Writes(Feature.MAXIMUM, context, WriteLoads::setMax));
    }

    private static void set(LoadContext context) {
        String id = context.nextId();
        String key = "chaos:value:" + id;
        context.write(
                Feature.VALUE,
                key,
                id,
                () -> context.redis().values(Codec.string()).set(key, id, LoadContext.KEPT));
    }

    private static void update(LoadContext context) {
        String id = context.nextId();
        String key = LoadContext.shared("chaos:list:", 2);
        context.write(
                Feature.UPDATE,
                key,
                id,
                () -> context.redis()
                        .atomics()
                        .withTtlForNewKeys(LoadContext.KEPT)
                        .update(key, list -> list == null ? id : list + "," + id));
    }

    private static void increment(LoadContext context) {
        String key = LoadContext.shared("chaos:count:", 10);
        context.write(
                Feature.INCREMENT,
                key,
                context.nextId(),
                () -> context.redis()
                        .atomics()
                        .withTtlForNewKeys(LoadContext.KEPT)
                        .increment(key, 1));
    }

    private static void incrementField(LoadContext context, Random random) {
        String key = LoadContext.shared("chaos:hash:", 10);
        String field = "field" + random.nextInt(3);
        context.write(
                Feature.HASH,
                key + "/" + field,
                context.nextId(),
                () -> context.redis().hashes().increment(key, field, 1));
    }

    private static void setMax(LoadContext context, Random random) {
        long begin = Span.now();
        String key = LoadContext.shared("chaos:max:", 10);
        long value = begin - random.nextInt(1_000_000);
        long result =
                context.redis().atomics().withTtlForNewKeys(LoadContext.KEPT).setMax(key, value);
        context.recorder().add(new Maximum(key, value, result, Span.since(begin)));
    }
}
