package io.github.dkredis.benchmarks.field;

import java.io.IOException;

/** A subject of this suite. */
record FieldPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        FieldClient open(int port) throws IOException;
    }
}
