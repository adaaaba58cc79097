package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;

class AsyncSetExtremumTest extends SetExtremumContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics.async());
    }
}
