package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;

class AsyncUpdateTest extends UpdateContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics.async());
    }
}
