package io.github.dkredis.nativeimage;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassObjectReference;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.github.dkredis.support.TestClassPath;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs a main class under the debugger interface of the JVM, and notes every call by which code looks at classes, finds
 * resources or makes proxies at run time. It does what GraalVM's tracing agent does, on every JDK.
 */
final class ReflectionTrace {

    private static final Map<String, Set<String>> WATCHED = Map.of(
            "java.lang.Class",
            Set.of(
                    "forName",
                    "newInstance",
                    "getConstructor",
                    "getConstructors",
                    "getDeclaredConstructor",
                    "getDeclaredConstructors",
                    "getDeclaredField",
                    "getDeclaredFields",
                    "getDeclaredMethod",
                    "getDeclaredMethods",
                    "getField",
                    "getFields",
                    "getMethod",
                    "getMethods",
                    "getRecordComponents",
                    "getResource",
                    "getResourceAsStream"),
            "java.lang.ClassLoader",
            Set.of("getResource", "getResourceAsStream", "getResources"),
            "java.lang.invoke.MethodHandles$Lookup",
            Set.of("findClass", "findConstructor", "findStatic", "findVirtual", "findVarHandle", "findStaticVarHandle"),
            "java.lang.reflect.Proxy",
            Set.of("newProxyInstance"),
            "java.util.ServiceLoader",
            Set.of("load"),
            "java.util.concurrent.atomic.AtomicIntegerFieldUpdater",
            Set.of("newUpdater"),
            "java.util.concurrent.atomic.AtomicLongFieldUpdater",
            Set.of("newUpdater"),
            "java.util.concurrent.atomic.AtomicReferenceFieldUpdater",
            Set.of("newUpdater"));

    private static final int MAX_FRAMES = 40;

    /**
     * A call that was seen.
     *
     * @param method such as {@code Class.forName}
     * @param target the class that was looked at, or the first argument
     * @param caller the class that called it
     */
    record Call(String method, String target, String caller) {}

    private final VirtualMachine machine;
    private final Set<Call> calls = new LinkedHashSet<>();

    private ReflectionTrace(VirtualMachine machine) {
        this.machine = machine;
    }

    /** Runs a main class to its end, and returns the calls that were seen. */
    static Set<Call> run(Class<?> main, String argument) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("options").setValue("-XX:TieredStopAtLevel=1 -cp \"" + TestClassPath.current() + '"');
        arguments.get("main").setValue(main.getName() + " " + argument);
        VirtualMachine machine = connector.launch(arguments);
        try {
            CompletableFuture<String> out = text(machine.process().getInputStream());
            CompletableFuture<String> err = text(machine.process().getErrorStream());
            ReflectionTrace trace = new ReflectionTrace(machine);
            trace.watch();
            if (machine.process().waitFor() != 0) {
                throw new AssertionError(out.join() + err.join());
            }
            return trace.calls;
        } finally {
            machine.process().destroyForcibly();
        }
    }

    private static CompletableFuture<String> text(InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                in.transferTo(all);
                return all.toString(StandardCharsets.UTF_8);
            } catch (java.io.IOException e) {
                return e.toString();
            }
        });
    }

    private void watch() throws InterruptedException, IncompatibleThreadStateException {
        for (String name : WATCHED.keySet()) {
            ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(name);
            prepared.enable();
            machine.classesByName(name).forEach(this::watch);
        }
        while (true) {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof VMDisconnectEvent) {
                    return;
                } else if (event instanceof ClassPrepareEvent loaded) {
                    watch(loaded.referenceType());
                } else if (event instanceof BreakpointEvent hit) {
                    note(hit.location().method(), hit.thread());
                }
            }
            events.resume();
        }
    }

    private void watch(ReferenceType type) {
        for (String name : WATCHED.getOrDefault(type.name(), Set.of())) {
            for (Method method : type.methodsByName(name)) {
                if (!method.isAbstract()
                        && !method.isNative()
                        && method.declaringType().equals(type)) {
                    BreakpointRequest entry = machine.eventRequestManager().createBreakpointRequest(method.location());
                    entry.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                    entry.enable();
                }
            }
        }
    }

    private void note(Method method, ThreadReference thread) throws IncompatibleThreadStateException {
        StackFrame frame = thread.frame(0);
        List<String> about = new ArrayList<>();
        ObjectReference self = frame.thisObject();
        Stream.concat(Stream.ofNullable(self), frame.getArgumentValues().stream())
                .forEach(value -> describe(value, about));
        String type = method.declaringType().name();
        String caller = caller(thread);
        if (caller.startsWith("java.") || caller.startsWith("jdk.") || caller.startsWith("sun.")) {
            return;
        }
        calls.add(new Call(
                type.substring(type.lastIndexOf('.') + 1) + "." + method.name(), String.join(" ", about), caller));
    }

    private static void describe(Value value, List<String> about) {
        if (value instanceof StringReference text) {
            about.add(text.value());
        } else if (value instanceof ClassObjectReference type) {
            about.add(type.reflectedType().name());
        } else if (value instanceof ArrayReference array && array.length() < 10) {
            array.getValues().forEach(element -> describe(element, about));
        }
    }

    /** Calls that the JDK makes itself, to load its own services or to read annotations, are GraalVM's business. */
    private static String caller(ThreadReference thread) throws IncompatibleThreadStateException {
        int count = Math.min(thread.frameCount(), MAX_FRAMES);
        for (int i = 1; i < count; i++) {
            String type = thread.frame(i).location().declaringType().name();
            if (!WATCHED.containsKey(type)) {
                return type;
            }
        }
        return "the JDK";
    }
}
