package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "field",
        description = {
            "Print one field of every hash whose key matches a pattern: one line {\"key\": ..., \"value\": ...} for"
                    + " each hash, in no particular order.",
            "Redis serves other clients in between, and memory stays bounded. A key can be printed twice if the server"
                    + " resizes its hash table meanwhile."
        })
final class FieldCommand extends RedisCommand {

    @Parameters(
            index = "0",
            paramLabel = "PATTERN",
            description = "a pattern for SCAN, such as 'user:*', with * ? [a-z]")
    private String pattern = "";

    @Parameters(index = "1", paramLabel = "FIELD", description = "the field")
    private String field = "";

    FieldCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (pattern.isEmpty()) {
            throw new UsageException("the pattern is empty; '*' matches every key");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        try (Stream<Map.Entry<String, String>> found = redis.hashes().fieldStream(pattern, field)) {
            Iterator<Map.Entry<String, String>> entries = found.iterator();
            if (!entries.hasNext()) {
                return no("no matching hash has this field");
            }
            Records records = records();
            while (entries.hasNext()) {
                Map.Entry<String, String> entry = entries.next();
                Map<String, String> line = new LinkedHashMap<>();
                line.put("key", entry.getKey());
                line.put("value", entry.getValue());
                records.add(line);
            }
            records.flush();
            return ExitCode.DONE;
        }
    }
}
