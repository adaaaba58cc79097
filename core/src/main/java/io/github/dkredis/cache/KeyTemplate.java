package io.github.dkredis.cache;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a key from a text with {@code {0}} and {@code {0.property}} in it. */
final class KeyTemplate {

    private final String template;
    private final List<Part> parts = new ArrayList<>();

    /** A literal, or an argument with the properties that lead from it. */
    private record Part(String literal, int argument, List<String> path) {}

    private static final int NONE = -1;

    private KeyTemplate(String template) {
        this.template = template;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is empty, not well-formed, or asks for an argument there is not
     */
    static KeyTemplate of(String template, int arguments) {
        KeyTemplate made = new KeyTemplate(template);
        if (template.isEmpty()) {
            throw made.wrong("is empty");
        }
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            boolean doubled = i + 1 < template.length() && template.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '{') {
                int end = template.indexOf('}', i);
                if (end < 0) {
                    throw made.wrong("has an open brace");
                }
                made.literal(literal);
                made.parts.add(made.place(template.substring(i + 1, end), arguments));
                i = end;
            } else if (c == '}') {
                throw made.wrong("closes a brace that is not open");
            } else {
                literal.append(c);
            }
        }
        made.literal(literal);
        return made;
    }

    private void literal(StringBuilder literal) {
        if (literal.length() > 0) {
            parts.add(new Part(literal.toString(), NONE, List.of()));
            literal.setLength(0);
        }
    }

    private Part place(String text, int arguments) {
        String[] steps = text.split("\\.", -1);
        if (!steps[0].matches("[0-9]{1,2}") || Integer.parseInt(steps[0]) >= arguments) {
            throw wrong("asks for {" + text + "}, and there are " + arguments + " arguments, counted from 0");
        }
        List<String> path = List.of(steps).subList(1, steps.length);
        if (path.contains("")) {
            throw wrong("has an empty property in {" + text + "}");
        }
        return new Part("", Integer.parseInt(steps[0]), path);
    }

    /** The key for some arguments. */
    String key(@Nullable Object... arguments) {
        StringBuilder key = new StringBuilder();
        for (Part part : parts) {
            if (part.argument() == NONE) {
                key.append(part.literal());
            } else {
                Object value = arguments[part.argument()];
                for (String property : part.path()) {
                    value = property(value, property);
                }
                key.append(text(value));
            }
        }
        return key.toString();
    }

    /** The key of a call when there is no template; the lengths keep arguments apart. */
    static String key(Method method, @Nullable Object... arguments) {
        StringBuilder key = new StringBuilder(method.getDeclaringClass().getName())
                .append('.')
                .append(method.getName());
        for (Object argument : arguments) {
            String text = text(argument);
            key.append('/').append(text.length()).append(':').append(text);
        }
        return key.toString();
    }

    /** As Python's {@code '%s'} shows it, where the types are common. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        String text = String.valueOf(value);
        if (value.getClass().isArray() || text.equals(identity(value))) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getName() + " cannot be a part of a key: its text is not its value");
        }
        return text;
    }

    private static String identity(Object value) {
        return value.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(value));
    }

    private @Nullable Object property(@Nullable Object value, String name) {
        if (value == null) {
            return null;
        } else if (value instanceof Map<?, ?> map) {
            return map.get(name);
        }
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (String candidate : List.of(name, "get" + capital, "is" + capital)) {
            try {
                Method method = value.getClass().getMethod(candidate);
                if (Modifier.isStatic(method.getModifiers()) || method.getReturnType() == void.class) {
                    continue;
                }
                method.trySetAccessible();
                return method.invoke(value);
            } catch (NoSuchMethodException e) { // then by the next name
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("the key \"" + template + "\": reading " + name + " failed", e);
            }
        }
        throw new IllegalArgumentException(
                "the key \"" + template + "\": a " + value.getClass().getName() + " has no property " + name);
    }

    private IllegalArgumentException wrong(String how) {
        return new IllegalArgumentException("the key \"" + template + "\" " + how);
    }
}
