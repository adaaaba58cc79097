package io.github.dkredis.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Passes signals on to a child process. The JDK's signal handling is not part of its documented API, so this class uses
 * it by reflection. In a JVM without it, a signal ends this process, and the end of the terminal ends the child.
 */
final class Signals implements AutoCloseable {

    private record PreviousHandler(Object signal, Object handler) {}

    private final List<PreviousHandler> previous = new ArrayList<>();
    private final CompletableFuture<Process> child = new CompletableFuture<>();

    private Signals() {}

    /** Catches signals from now on. A signal that arrives before there is a child is passed on once there is one. */
    static Signals caught() {
        Signals signals = new Signals();
        signals.handle("TERM", Process::destroy);
        signals.handle("HUP", child -> send("HUP", child));
        // the terminal sends its interrupts to the child as well
        signals.handle("INT", Terminal.Stream.IN.getAsBoolean() ? child -> {} : child -> send("INT", child));
        return signals;
    }

    void passOnTo(Process process) {
        child.complete(process);
    }

    private void handle(String name, Consumer<Process> action) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    handlerClass.getClassLoader(), new Class<?>[] {handlerClass}, (proxy, method, args) -> {
                        if (method.getName().equals("handle")) {
                            child.thenAccept(action);
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == args[0];
                            default -> "passes signals on";
                        };
                    });
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            previous.add(new PreviousHandler(signal, handle.invoke(null, signal, handler)));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // this JVM has no such signal, or does not let us handle it
        }
    }

    private static void send(String name, Process child) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        } catch (IOException e) {
            child.destroy();
        }
    }

    @Override
    public void close() {
        for (PreviousHandler handler : previous) {
            try {
                Class<?> signalClass = Class.forName("sun.misc.Signal");
                signalClass
                        .getMethod("handle", signalClass, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, handler.signal, handler.handler);
            } catch (ClassNotFoundException
                    | NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                // unexpected after handle() has worked, and the process is about to end
            }
        }
    }
}
