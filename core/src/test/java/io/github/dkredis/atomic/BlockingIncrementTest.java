package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;

class BlockingIncrementTest extends IncrementContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics);
    }
}
