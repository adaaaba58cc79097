package io.github.dkredis.hash;

import io.github.dkredis.support.Forms;

class AsyncFieldTest extends FieldContract {

    @Override
    HashesForm form(Hashes hashes) {
        return Forms.of(HashesForm.class, hashes.async());
    }
}
