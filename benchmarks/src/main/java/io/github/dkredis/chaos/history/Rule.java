package io.github.dkredis.chaos.history;

import java.util.List;

/** One promise of the product. */
@FunctionalInterface
interface Rule {

    /** {@return what the promise does not allow in a history} */
    List<Finding> check(History history);
}
