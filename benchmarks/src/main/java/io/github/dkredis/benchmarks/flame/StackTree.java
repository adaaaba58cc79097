package io.github.dkredis.benchmarks.flame;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Stacks merged from their roots: how many samples were in a method, or in what it called. */
final class StackTree {

    /** The harness and the thread are the same everywhere, so the tree begins above them. */
    private static final List<String> BELOW = List.of("LoadThreads.work", "FastThreadLocalRunnable.run");

    private final TreeMap<String, StackTree> callees = new TreeMap<>();
    private int samples;

    private StackTree() {}

    /** {@return the samples of a recording} */
    static StackTree of(Path recording) throws IOException {
        StackTree root = new StackTree();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    root.add(event.getStackTrace().getFrames());
                }
            }
        }
        return root;
    }

    private void add(List<RecordedFrame> frames) {
        samples++;
        int first = frames.size();
        for (int i = 0; i < frames.size(); i++) {
            if (BELOW.stream().anyMatch(name(frames.get(i))::endsWith)) {
                first = i;
            }
        }
        StackTree node = this;
        for (int i = first - 1; i >= 0; i--) {
            node = node.callees.computeIfAbsent(name(frames.get(i)), unknown -> new StackTree());
            node.samples++;
        }
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    int samples() {
        return samples;
    }

    /** {@return what this method called, by the names of class and method} */
    Map<String, StackTree> callees() {
        return callees;
    }
}
