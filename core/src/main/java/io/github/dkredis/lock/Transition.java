package io.github.dkredis.lock;

import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of an event.
 *
 * @param state the state from now on
 * @param effects what is to be done, in this order
 */
record Transition(MutexState state, List<MutexEffect> effects) {

    static Transition to(MutexState state, MutexEffect... effects) {
        return new Transition(state, List.of(effects));
    }

    /** The same transition, with these effects before its own. */
    Transition after(MutexEffect... first) {
        List<MutexEffect> all = new ArrayList<>(List.of(first));
        all.addAll(effects);
        return new Transition(state, all);
    }
}
