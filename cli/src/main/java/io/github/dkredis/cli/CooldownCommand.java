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
        description = "Block resources for a period, all of them or none, and run a program if they were free; its exit"
                + " code is passed on. Exit code 75 if one is blocked. Without a program, prints the answer.")
final class CooldownCommand extends RedisCommand {

    @Parameters(arity = "0..*", paramLabel = "RESOURCE", description = "what is blocked, and behind -- the program")
    private List<String> words = List.of();

    @Option(names = "--every", required = true, paramLabel = "DURATION", description = "for how long")
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
            throw new UsageException("a resource is empty");
        }
        if (resources.size() < words.size() && Arguments.program(words).isEmpty()) {
            throw new UsageException("there is no program behind --");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        throw new UnsupportedOperationException("answer does it");
    }

    @Override
    int answer(DkRedis redis) {
        Cooldown.Decision decision = redis.cooldown(Arguments.own(words), every);
        List<String> program = Arguments.program(words);
        if (program.isEmpty()) {
            print(shown(decision));
        } else if (decision.isAllowed()) {
            try (ChildProcess child = ChildProcess.start(program, Map.of())) {
                return child.waitFor();
            }
        } else {
            console()
                    .say("\"" + decision.blockedBy().orElseThrow() + "\" is blocked for "
                            + decision.retryAfter().toMillis() + " ms more");
        }
        return (decision.isAllowed() ? ExitCode.DONE : ExitCode.NOT_NOW).number();
    }

    private static Map<String, Object> shown(Cooldown.Decision decision) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("allowed", decision.isAllowed());
        decision.blockedBy().ifPresent(resource -> {
            shown.put("blockedBy", resource);
            shown.put("retryAfterMillis", decision.retryAfter().toMillis());
        });
        return shown;
    }
}
