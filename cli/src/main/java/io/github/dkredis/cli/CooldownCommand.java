package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.limit.Cooldown;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cooldown",
        customSynopsis = "dkredis cooldown RESOURCE… --every 15s [-- CMD…]",
        description = "Block resources for a period, either all of them or none of them, and run a program if they were"
                + " free. The exit code is the program's, or 75 if a resource is blocked. Without a program,"
                + " print the answer.")
final class CooldownCommand extends RedisCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "RESOURCE",
            description = "the resources to block, and behind -- the program")
    private List<String> words = List.of();

    @Option(names = "--every", required = true, paramLabel = "DURATION", description = "the period, as 500ms, 15s, 5m")
    private Duration every = Duration.ZERO;

    CooldownCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        List<String> resources = Arguments.own(words);
        if (resources.isEmpty()) {
            throw new UsageException("name at least one resource: cooldown RESOURCE… --every 15s [-- CMD…]");
        }
        if (resources.contains("")) {
            throw new UsageException("a resource has an empty name");
        }
        if (resources.size() < words.size() && Arguments.program(words).isEmpty()) {
            throw new UsageException("the program behind -- is missing");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        Cooldown.Decision decision = redis.cooldown(Arguments.own(words), every);
        List<String> program = Arguments.program(words);
        if (program.isEmpty()) {
            print(json(decision));
        } else if (decision.isAllowed()) {
            try (ChildProcess child = ChildProcess.start(program, Map.of())) {
                return ExitCode.ofProgram(child.waitFor());
            }
        } else {
            console()
                    .say("\"" + decision.blockedBy().orElseThrow() + "\" is blocked for another "
                            + decision.retryAfter().toMillis() + " ms");
        }
        return decision.isAllowed() ? ExitCode.DONE : ExitCode.NOT_NOW;
    }

    private static Map<String, Object> json(Cooldown.Decision decision) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("allowed", decision.isAllowed());
        decision.blockedBy().ifPresent(resource -> {
            json.put("blockedBy", resource);
            json.put("retryAfterMillis", decision.retryAfter().toMillis());
        });
        return json;
    }
}
