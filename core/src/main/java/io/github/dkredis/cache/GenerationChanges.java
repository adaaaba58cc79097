package io.github.dkredis.cache;

import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.command.RetryPolicy;
import java.util.List;
import java.util.function.Function;

/**
 * Changes entries in the generation that stands when they are made. On one server the scripts look at the generation;
 * if one refuses because it has ended, the change is repeated in the next generation.
 *
 * <p>In a cluster no script can look at the generation, whose key is in a slot of its own, so it is read after the
 * change. If it still stands, it stood when the change was made, since no generation ever returns. If it has ended, the
 * change may have come too late, so it is repeated in the next one. What was written in an ended generation is found by
 * no client. A {@code put} that races with a {@code clear} may so be made twice, before and after it; both times are
 * within the call, so a value that another caller puts meanwhile may be replaced as by any two puts at the same time.
 */
final class GenerationChanges {

    /** How often a change is repeated because another {@code clear} has ended the generation that it was meant for. */
    private static final int MAX_GENERATIONS = 100;

    private final String name;
    private final KeySpaceSource keySpaces;

    GenerationChanges(String name, KeySpaceSource keySpaces) {
        this.name = name;
        this.keySpaces = keySpaces;
    }

    /**
     * Runs a change in the current generation.
     *
     * @param policy whether the change is harmless to repeat
     * @param change the replies of its scripts; negative in another generation
     */
    Operation<List<Long>> run(RetryPolicy policy, Function<KeySpace, Operation<List<Long>>> change) {
        return run(keySpaces.current(), policy, change, MAX_GENERATIONS);
    }

    private Operation<List<Long>> run(
            Operation<KeySpace> generation,
            RetryPolicy policy,
            Function<KeySpace, Operation<List<Long>>> change,
            int attempts) {
        return generation.then(keySpace -> change.apply(keySpace).then(replies -> {
            if (!replies.stream().allMatch(reply -> reply >= 0)) {
                return inNextGeneration(policy, change, keySpace, attempts);
            }
            return keySpace.confirms()
                    ? confirmed(policy, keySpace)
                            .then(stands -> stands
                                    ? Operation.of(replies)
                                    : inNextGeneration(policy, change, keySpace, attempts))
                    : Operation.of(replies);
        }));
    }

    private Operation<List<Long>> inNextGeneration(
            RetryPolicy policy, Function<KeySpace, Operation<List<Long>>> change, KeySpace ended, int attempts) {
        if (attempts == 0) {
            throw new IllegalStateException("cache " + Keys.quoted(name) + " was cleared " + MAX_GENERATIONS
                    + " times while entries were being changed");
        }
        ended.outdated();
        return run(keySpaces.currentForChanges(), policy, change, attempts - 1);
    }

    /** Whether the generation of a change still stands. The change was made, so a failure must not hide that. */
    private Operation<Boolean> confirmed(RetryPolicy policy, KeySpace keySpace) {
        return policy == RetryPolicy.IDEMPOTENT
                ? keySpace.confirm()
                : keySpace.confirm().recover(failure -> {
                    if (failure instanceof RedisUnavailableException) {
                        throw new OutcomeUnknownException(
                                "cache " + Keys.quoted(name) + ": the change was made, but Redis did not answer whether"
                                        + " the cache had been cleared before; if it was, the change has no effect",
                                failure);
                    }
                    throw Failures.<RuntimeException>sneaky(failure);
                });
    }
}
