package io.github.dkredis.hash;

import io.github.dkredis.support.Forms;

class BlockingHashesTest extends HashesContract {

    @Override
    HashesForm form(Hashes hashes) {
        return Forms.of(HashesForm.class, hashes);
    }
}
