package io.github.dkredis.lock;

/**
 * The fencing tokens that an owner of a key may still give out, one to each caller to which it passes the lock.
 *
 * @param next the next one
 * @param last the last one; none is left if it is smaller than the next one
 */
record FenceBlock(long next, long last) {

    boolean isEmpty() {
        return next > last;
    }

    FenceBlock withoutFirst() {
        return new FenceBlock(next + 1, last);
    }
}
