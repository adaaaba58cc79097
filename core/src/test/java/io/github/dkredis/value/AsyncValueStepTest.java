package io.github.dkredis.value;

import io.github.dkredis.support.ApiStyle;

class AsyncValueStepTest extends ValueStepContract {

    @Override
    ValuesApi style(Values values) {
        return ApiStyle.of(ValuesApi.class, values.async());
    }
}
