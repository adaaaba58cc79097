package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;

/** A subject of this suite: it gets and sets alike. */
record ValuesPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        ValuesClient open(Place place) throws Exception;
    }

    Subject getting() {
        return new Subject(name, version, place -> GetLoad.open(opener.open(place), place));
    }

    Subject setting() {
        return new Subject(name, version, place -> new SetLoad(opener.open(place), place));
    }
}
