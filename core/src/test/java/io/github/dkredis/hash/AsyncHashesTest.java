package io.github.dkredis.hash;

import io.github.dkredis.support.ApiStyle;

class AsyncHashesTest extends HashesContract {

    @Override
    HashesApi style(Hashes hashes) {
        return ApiStyle.of(HashesApi.class, hashes.async());
    }
}
