package io.github.dkredis.spring;

import java.util.Locale;
import java.util.UUID;

/**
 * The names of locks. A string stands for itself, with percent signs, braces and control characters as in URLs; any
 * other key begins with a percent sign and its type, which no such string does.
 */
final class LockNames {

    private LockNames() {}

    /**
     * Returns the name of a key's lock.
     *
     * @throws IllegalArgumentException if keys of this type have no name
     */
    static String of(Object key) {
        if (key instanceof String string) {
            return escaped(string);
        } else if (key instanceof Enum<?> constant) {
            return named(constant.getDeclaringClass(), constant.name());
        } else if (key instanceof Character || key instanceof Number || key instanceof Boolean || key instanceof UUID) {
            return named(key.getClass(), key.toString());
        }
        throw new IllegalArgumentException("a lock's key of the type "
                + key.getClass().getName() + " has no name; use a string, a number, a UUID or an enum constant");
    }

    private static String named(Class<?> type, String text) {
        String name =
                type.getName().startsWith("java.") ? type.getSimpleName().toLowerCase(Locale.ROOT) : type.getName();
        return "%" + escaped(name) + ":" + escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c == '%' || c == '{' || c == '}' || Character.isISOControl(c)) {
                escaped.append(String.format("%%%02X", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
