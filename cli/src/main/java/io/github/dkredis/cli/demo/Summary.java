package io.github.dkredis.cli.demo;

/** The figure of a step that matters most, for the table at the end: the naive way's and this library's. */
record Summary(String figure, String naive, String dkredis) {}
