package io.github.dkredis.cli;

import picocli.CommandLine.Command;

/** The word that the commands on caches begin with. */
@Command(
        name = "cache",
        description = {
            "Entries of Python's object cache and of named caches: get, put, remove, stats, clear.",
            "Keys and values are JSON: '\"user:1\"', 42, '[\"user\", 1]'."
        })
final class CacheCommand {}
