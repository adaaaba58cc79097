package io.github.dkredis.website;

/** Something wrong in a line of a file, lines counted from 1. */
record Finding(String file, int line, String problem) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + problem;
    }
}
