package io.github.dkredis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A program and all processes that it starts, directly or not. When the program has ended, the others are ended too:
 * TERM first, and KILL ten seconds later. So once {@link #waitFor} has returned, nothing of the tree runs any more.
 *
 * <p>A process whose parent has ended has lost its place in the tree. On Linux it is recognised by a variable in its
 * environment; elsewhere processes are remembered while they have their place, and one that is in the tree for less
 * than 100 ms can be missed. A process that has detached itself (it began a session of its own, as a daemon does) is
 * not part of the tree on Linux, even while its parent is; elsewhere a session cannot be seen, and it leaves the tree
 * with the end of its parent.
 */
final class ProcessTree implements AutoCloseable {

    private static final String MARK = "DKREDIS_TREE";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/environ"));

    private final ChildProcess program;
    private final String mark;
    private final Duration grace;
    private final ReentrantLock ending = new ReentrantLock();
    private final Set<ProcessHandle> known = new LinkedHashSet<>(); // guarded by itself

    private ProcessTree(ChildProcess program, String mark, Duration grace) {
        this.program = program;
        this.mark = mark;
        this.grace = grace;
    }

    static ProcessTree start(List<String> program, Map<String, String> environment) {
        return start(program, environment, GRACE);
    }

    /**
     * Starts a program.
     *
     * @param grace the time between TERM and KILL
     */
    static ProcessTree start(List<String> program, Map<String, String> environment, Duration grace) {
        String id = UUID.randomUUID().toString();
        Map<String, String> marked = new HashMap<>(environment);
        marked.put(MARK, id);
        ProcessTree tree = new ProcessTree(ChildProcess.start(program, marked), MARK + "=" + id, grace);
        if (!HAS_PROC) {
            Thread watcher = new Thread(tree::watch, "dkredis-process-tree");
            watcher.setDaemon(true);
            watcher.start();
        }
        return tree;
    }

    /** {@return the program's exit code, once the whole tree has ended} */
    int waitFor() {
        int code = program.waitFor();
        end();
        return code;
    }

    /** Ends the whole tree in the background: TERM, and KILL ten seconds later. */
    void terminate() {
        Thread thread = new Thread(this::end, "dkredis-terminate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        end();
        program.close();
    }

    /** Remembers the processes of the tree, which cannot be recognised later. */
    private void watch() {
        while (program.handle().isAlive()) {
            running();
            LockSupport.parkNanos(WATCH_NANOS);
        }
    }

    private void end() {
        ending.lock(); // a second caller waits for the first, and finds nothing left
        try {
            long killAt = System.nanoTime() + grace.toNanos();
            Set<ProcessHandle> told = new LinkedHashSet<>();
            for (Set<ProcessHandle> left = running(); !left.isEmpty(); left = running()) {
                boolean kill = killAt - System.nanoTime() <= 0;
                for (ProcessHandle process : left) {
                    if (kill) {
                        process.destroyForcibly();
                    } else if (told.add(process)) {
                        process.destroy();
                    }
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        } finally {
            ending.unlock();
        }
    }

    /** {@return the processes of the tree that run at the moment} */
    private Set<ProcessHandle> running() {
        synchronized (known) { // nothing waits inside
            known.add(program.handle());
            List.copyOf(known).forEach(process -> process.descendants().forEach(known::add));
            marked().forEach(known::add);
            known.removeIf(process -> !isRunning(process) || hasDetached(process));
            return new LinkedHashSet<>(known);
        }
    }

    /** Whether a process is in a session of its own: neither in that of this process nor in that of the program. */
    private boolean hasDetached(ProcessHandle process) {
        if (!HAS_PROC || process.equals(program.handle())) {
            return false;
        }
        String session = stat(Long.toString(process.pid()), Stat.SESSION);
        return !session.isEmpty() // else it has just ended
                && !session.equals(stat("self", Stat.SESSION))
                && !session.equals(Long.toString(program.handle().pid())); // the program has begun one
    }

    // ---- Linux

    /** {@return the processes whose environment has the mark; none where there is no /proc} */
    private Stream<ProcessHandle> marked() {
        if (!HAS_PROC) {
            return Stream.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> hasMark(process.pid()));
    }

    private boolean hasMark(long pid) {
        try {
            byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
            return ("\0" + new String(environment, StandardCharsets.ISO_8859_1)).contains("\0" + mark + "\0");
        } catch (IOException e) {
            return false; // it has ended, or belongs to another user
        }
    }

    /** A process that has ended, but whose parent has not asked for its exit code yet, does not run any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive()
                && !stat(Long.toString(process.pid()), Stat.STATE).equals("Z");
    }

    /** Fields of {@code /proc/<pid>/stat}, by their place behind the program's name. */
    private enum Stat {
        STATE(0),
        SESSION(3);

        private final int index;

        Stat(int index) {
            this.index = index;
        }
    }

    /** {@return a field of a process, or an empty text for a process that has ended} */
    private static String stat(String process, Stat field) {
        try {
            String stat = Files.readString(PROC.resolve(process + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[field.index];
        } catch (IOException e) {
            return "";
        }
    }
}
