package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "semaphores",
        description =
                "List the holders of permits and the callers that wait for them: a line with a JSON object for each."
                        + " Exit code 1 if no permit is held.")
final class SemaphoresCommand extends ListCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "only the semaphore of this name")
    private Optional<String> name = Optional.empty();

    SemaphoresCommand(Console console) {
        super(console);
    }

    @Override
    void checkArguments() {
        if (name.isPresent() && name.get().isEmpty()) {
            throw new UsageException("the name of the semaphore is empty");
        }
    }

    @Override
    List<Row> look(DkRedis redis) {
        Set<String> names = new TreeSet<>();
        if (name.isPresent()) {
            names.add(name.get());
        } else {
            KeyScan.run(
                    plain(),
                    KeyKind.SEMAPHORE.begin() + "*",
                    console(),
                    this::showsProgress,
                    keys -> keys.forEach(key -> names.add(
                            KeyName.of(plain().name(key), plain().prefix()).subject())));
        }
        return new SemaphoreView(plain(), names).rows();
    }

    @Override
    String nothing() {
        return name.map(semaphore -> "no permit of \"" + semaphore + "\" is held")
                .orElse("no permit of a semaphore is held");
    }
}
