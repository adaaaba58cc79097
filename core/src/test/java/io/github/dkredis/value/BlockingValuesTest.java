package io.github.dkredis.value;

import io.github.dkredis.support.Forms;

class BlockingValuesTest extends ValuesContract {

    @Override
    ValuesForm form(Values values) {
        return Forms.of(ValuesForm.class, values);
    }
}
