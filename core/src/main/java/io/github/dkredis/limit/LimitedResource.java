package io.github.dkredis.limit;

/** A resource, and the rate to which it is limited. */
record LimitedResource(String name, Rate rate) {}
