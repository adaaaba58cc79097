package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;

class AsyncRemoveIfTest extends RemoveIfContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics.async());
    }
}
