package io.github.dkredis.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints records one after the other: as lines of JSON for programs, or as a table for people. */
interface Records {

    /** Adds a record; it is perhaps printed later. */
    void add(Map<String, ? extends @Nullable Object> record);

    /** Prints what has been added. */
    void flush();
}
