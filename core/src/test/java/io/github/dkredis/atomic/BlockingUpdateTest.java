package io.github.dkredis.atomic;

import io.github.dkredis.support.Forms;

class BlockingUpdateTest extends UpdateContract {

    @Override
    AtomicsForm form(Atomics atomics) {
        return Forms.of(AtomicsForm.class, atomics);
    }
}
