package io.github.dkredis.limit;

/** A resource and the rate that it is limited to. */
record LimitedResource(String name, Rate rate) {}
