package io.github.dkredis.hash;

import io.github.dkredis.support.ApiStyle;

class AsyncHashFieldsTest extends HashFieldsContract {

    @Override
    HashesApi style(Hashes hashes) {
        return ApiStyle.of(HashesApi.class, hashes.async());
    }
}
