package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;

class AsyncCombinedUpdateTest extends CombinedUpdateContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics.async());
    }
}
