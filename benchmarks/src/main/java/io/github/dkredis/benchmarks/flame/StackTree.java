package io.github.dkredis.benchmarks.flame;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Stacks merged from their roots: how many samples were in a method, or in what it called. */
final class StackTree {

    /** Threads whose work is not that of a workload: they open the subjects, compile and collect garbage. */
    private static final Pattern OTHER_THREADS =
            Pattern.compile("main|C[12] Comp.*|VM .*|G1 .*|GC .*|Thread-.*|.*Worker");

    /** What is below these methods is the same in every stack of a thread. */
    private static final List<String> BELOW = List.of("LoadThreads.work", "FastThreadLocalRunnable.run");

    private static final Pattern THREAD_NUMBERS = Pattern.compile("^\\[|( tid=\\d+)?]$|[-0-9]+(?= tid=|]$)");

    private final TreeMap<String, StackTree> callees = new TreeMap<>();
    private int samples;

    private StackTree() {}

    /**
     * {@return the tree of stacks}
     *
     * @param collapsed a line for each stack: the thread and the methods from the root, separated by semicolons, and
     *     after a space the number of samples
     */
    static StackTree of(String collapsed) {
        StackTree root = new StackTree();
        for (String line : collapsed.lines().toList()) {
            int space = line.lastIndexOf(' ');
            List<String> frames = Arrays.asList(line.substring(0, space).split(";"));
            String thread = THREAD_NUMBERS.matcher(frames.get(0)).replaceAll("");
            if (!OTHER_THREADS.matcher(thread).matches()) {
                root.add(thread, frames.subList(1, frames.size()), Integer.parseInt(line.substring(space + 1)));
            }
        }
        return root;
    }

    private void add(String thread, List<String> frames, int count) {
        samples += count;
        StackTree node = callee(thread, count);
        int first = 0;
        for (int i = 0; i < frames.size(); i++) {
            if (BELOW.stream().anyMatch(frames.get(i)::endsWith)) {
                first = i + 1;
            }
        }
        for (String frame : frames.subList(first, frames.size())) {
            node = node.callee(frame.replace('/', '.'), count);
        }
    }

    private StackTree callee(String name, int count) {
        StackTree callee = callees.computeIfAbsent(name, unknown -> new StackTree());
        callee.samples += count;
        return callee;
    }

    int samples() {
        return samples;
    }

    /** {@return what this method called, by the names of class and method} */
    Map<String, StackTree> callees() {
        return callees;
    }
}
