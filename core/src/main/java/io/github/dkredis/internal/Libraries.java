package io.github.dkredis.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that this one is linked against. An application decides which versions run, so a class or a method may
 * be missing; the JVM then reports a name from deep inside a library, and this says which library to raise.
 */
public final class Libraries {

    private static final String LETTUCE = "io.lettuce:lettuce-core";
    private static final String JACKSON = "tools.jackson.core:jackson-databind";
    private static final String JACKSON_CORE = "tools.jackson.core:jackson-core";
    private static final String JACKSON_ANNOTATIONS = "com.fasterxml.jackson.core:jackson-annotations";
    private static final List<String> NETTY = List.of(
            "io.netty:netty-common",
            "io.netty:netty-buffer",
            "io.netty:netty-transport",
            "io.netty:netty-resolver",
            "io.netty:netty-codec",
            "io.netty:netty-codec-base",
            "io.netty:netty-handler");

    private Libraries() {}

    /**
     * Explains why a class or a method is missing.
     *
     * @param error what the JVM reports
     * @return an exception that names the library that is too old, the version found and the version needed
     */
    public static IllegalStateException misfit(LinkageError error) {
        return new IllegalStateException(explain(error), error);
    }

    /**
     * Explains an error of a codec, which runs the application's own classes too.
     *
     * @param error what the JVM reports
     * @return as {@link #misfit}
     * @throws LinkageError the error itself if it does not speak of Jackson
     */
    public static IllegalStateException jacksonMisfit(LinkageError error) {
        if (text(error).contains("tools.jackson.") || text(error).contains("com.fasterxml.jackson.")) {
            return misfit(error);
        }
        throw error;
    }

    /** {@return the linkage error among a failure and its causes, or null} */
    public static @Nullable LinkageError linkageError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError error) {
                return error;
            }
        }
        return null;
    }

    /** Says which library is too old or missing. */
    public static String explain(LinkageError error) {
        String text = text(error);
        if (text.contains("io.netty.resolver.dns")) {
            return "Lettuce 7 needs the module io.netty.resolver.dns, which is not part of the module graph: nothing that"
                    + " is a named module requires it. Start Java with --add-modules io.netty.resolver.dns, or let your"
                    + " module require it";
        }
        List<String> tooOld = new ArrayList<>();
        String lettuce = version(LETTUCE);
        check(tooOld, "Lettuce", LETTUCE, "6.6", text.contains("io.lettuce."));
        String netty = lettuce != null && isOlder(lettuce, "7") ? "4.1.118" : "4.2";
        for (String part : NETTY) {
            boolean isPart = part.endsWith(":netty-common") && text.contains("io.netty.util.");
            check(tooOld, "Netty", part, netty, isPart);
        }
        check(tooOld, "Jackson", JACKSON, "3.1", text.contains("tools.jackson.databind."));
        check(tooOld, "Jackson", JACKSON_CORE, "3.1", text.contains("tools.jackson.core."));
        check(tooOld, "Jackson", JACKSON_ANNOTATIONS, "2.21", text.contains("com.fasterxml.jackson.annotation."));
        String found = tooOld.isEmpty()
                ? "a library does not fit: found Lettuce " + lettuce + ", Netty " + version(NETTY.get(0)) + ", Jackson "
                        + version(JACKSON)
                : String.join("; ", tooOld);
        return found + ". Check which versions your build manages (" + error + ")";
    }

    private static void check(List<String> tooOld, String name, String artifact, String needed, boolean isMissed) {
        String found = version(artifact);
        if (found != null && isOlder(found, needed)) {
            tooOld.add(name + " " + found + " is too old: dkredis needs " + artifact + " " + needed + " or newer");
        } else if (found == null && isMissed) {
            tooOld.add(name + " is missing: dkredis needs " + artifact + " " + needed + " or newer");
        }
    }

    /** The names of classes in what an error and its causes say, with dots. */
    private static String text(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString().replace('/', '.');
    }

    /** {@return the version of a Maven artifact as its jar states it, or null if there is no such jar} */
    private static @Nullable String version(String artifact) {
        String place = "META-INF/maven/" + artifact.replace(':', '/') + "/pom.properties";
        try (InputStream in = Libraries.class.getClassLoader().getResourceAsStream(place)) {
            if (in == null) {
                return null;
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException | IllegalArgumentException e) {
            return null; // an unreadable version must not hide the error that is to be explained
        }
    }

    /** Compares leading numbers only: {@code 6.6.0.RELEASE} is not older than {@code 6.6}. */
    static boolean isOlder(String version, String than) {
        String[] parts = version.split("\\.", -1);
        String[] floor = than.split("\\.", -1);
        for (int i = 0; i < floor.length; i++) {
            int part = i < parts.length && parts[i].matches("[0-9]{1,6}") ? Integer.parseInt(parts[i]) : 0;
            if (part != Integer.parseInt(floor[i])) {
                return part < Integer.parseInt(floor[i]);
            }
        }
        return false;
    }
}
