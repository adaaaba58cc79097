package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.history.Observation.Stalled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that the processes of a run observed, by kind. */
public final class History {

    private final Map<Class<?>, List<Recorded<?>>> byType = new HashMap<>();

    /** Adds an observation of a process; returns this history. */
    public History add(String process, Observation observation) {
        byType.computeIfAbsent(observation.getClass(), type -> new ArrayList<>())
                .add(new Recorded<>(process, observation));
        return this;
    }

    /** {@return the history in all files of a folder, each with the name of its process} */
    public static History read(Path folder) throws IOException {
        History history = new History();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                history.read(file.getFileName().toString(), file);
            }
        }
        return history;
    }

    private void read(String process, Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // a killed process may leave a part of a line
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(ObservationText::parse)
                .forEach(observation -> add(process, observation));
    }

    /** {@return all observations of a kind with their processes, each process in its own order} */
    @SuppressWarnings("unchecked") // the map's key is the type of the observations in its list
    public <T extends Observation> List<Recorded<T>> recorded(Class<T> type) {
        return (List<Recorded<T>>) (List<?>) byType.getOrDefault(type, List.of());
    }

    /** {@return all observations of a kind} */
    public <T extends Observation> List<T> all(Class<T> type) {
        return recorded(type).stream().map(Recorded::observation).toList();
    }

    /** {@return when a process did not run} */
    List<Span> stallsOf(String process) {
        return recorded(Stalled.class).stream()
                .filter(stall -> stall.process().equals(process))
                .map(stall -> stall.observation().span())
                .toList();
    }

    /** {@return whether a primary acknowledged writes in this interval that its successor did not have} */
    boolean mayHaveLost(Span span) {
        return recorded(LostHistory.class).stream()
                .anyMatch(window -> window.observation().span().overlaps(span));
    }
}
