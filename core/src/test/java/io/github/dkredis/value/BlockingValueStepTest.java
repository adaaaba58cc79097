package io.github.dkredis.value;

import io.github.dkredis.support.ApiStyle;

class BlockingValueStepTest extends ValueStepContract {

    @Override
    ValuesApi style(Values values) {
        return ApiStyle.of(ValuesApi.class, values);
    }
}
