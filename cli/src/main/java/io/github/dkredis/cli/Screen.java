package io.github.dkredis.cli;

/** The size of a terminal in characters. */
record Screen(int rows, int columns) {

    /** The size of a terminal that does not tell its own. */
    static final Screen USUAL = new Screen(24, 80);
}
