package io.github.dkredis.pickle;

/** What happens to a Java time or duration that is finer than a microsecond, which Python cannot represent. */
public enum TimePrecision {
    /** It is truncated to microseconds, as databases do. */
    MICROSECONDS,
    /** It is refused. */
    EXACT
}
