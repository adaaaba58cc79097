package io.github.dkredis.cli;

import picocli.CommandLine.Command;

/** The parent of the commands for caches. */
@Command(
        name = "cache",
        description = {
            "Read and change entries of Python's object cache and of named caches: get, put, remove, stats, clear.",
            "Keys and values are JSON: '\"user:1\"', 42, '[\"user\", 1]'."
        })
final class CacheCommands {}
