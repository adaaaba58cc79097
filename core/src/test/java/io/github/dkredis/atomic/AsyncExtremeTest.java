package io.github.dkredis.atomic;

import io.github.dkredis.support.Forms;

class AsyncExtremeTest extends ExtremeContract {

    @Override
    AtomicsForm form(Atomics atomics) {
        return Forms.of(AtomicsForm.class, atomics.async());
    }
}
