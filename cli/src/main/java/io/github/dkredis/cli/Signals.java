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
 * Signals passed on to a child. The JDK's signals are not part of its documented API and so are asked for by reflection: where
 * there are none, a signal ends this process, and the child with its terminal.
 */
final class Signals implements AutoCloseable {

    private record Former(Object signal, Object handler) {}

    private final List<Former> formers = new ArrayList<>();
    private final CompletableFuture<Process> child = new CompletableFuture<>();

    private Signals() {}

    /** Caught from now on, before there is a child: one that comes first waits for it. */
    static Signals caught() {
        Signals signals = new Signals();
        signals.handle("TERM", Process::destroy);
        signals.handle("HUP", child -> send("HUP", child));
        // of a terminal, it reaches the child too
        signals.handle("INT", Terminal.isStdin() ? child -> {} : child -> send("INT", child));
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
                            default -> "signals passed on";
                        };
                    });
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            formers.add(new Former(signal, handle.invoke(null, signal, handler)));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // no such signal here, or not ours to handle
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
        for (Former former : formers) {
            try {
                Class<?> signalClass = Class.forName("sun.misc.Signal");
                signalClass
                        .getMethod("handle", signalClass, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, former.signal, former.handler);
            } catch (ClassNotFoundException
                    | NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                // it was there a moment ago; the process ends anyhow
            }
        }
    }
}
