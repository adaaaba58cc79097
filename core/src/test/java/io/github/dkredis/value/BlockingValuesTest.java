package io.github.dkredis.value;

import io.github.dkredis.support.ApiStyle;

class BlockingValuesTest extends ValuesContract {

    @Override
    ValuesApi style(Values values) {
        return ApiStyle.of(ValuesApi.class, values);
    }
}
