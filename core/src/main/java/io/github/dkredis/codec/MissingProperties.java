package io.github.dkredis.codec;

/**
 * What a typed read does if the stored value lacks a component of a record, because an older version of the class wrote
 * it. {@code docs/schema-evolution.md} says how to change a class while old entries exist.
 */
public enum MissingProperties {
    /**
     * A value without one of the components is refused, and so is null for a primitive or for a component that its
     * annotations declare non-null. A component that is an {@code Optional} or annotated as {@code Nullable} may be
     * absent. A cache treats a refused entry as a miss and loads it again.
     */
    REFUSE,
    /** A missing component becomes null, zero or false. */
    USE_DEFAULTS
}
