package io.github.dkredis.cache;

import io.github.dkredis.pickle.PyTuple;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes cache keys from a template with {@code {0}}, {@code {0.property}} and {@code {args}} in it. Values are written
 * as Python writes them, see {@link PythonText}.
 */
final class KeyTemplate {

    private final String template;
    private final List<Part> parts = new ArrayList<>();

    private sealed interface Part {}

    private record Literal(String text) implements Part {}

    /** All arguments as Python's tuple. */
    private record Arguments() implements Part {}

    /** An argument, or a property that is reached from it over a path of properties. */
    private record Argument(int index, List<String> path) implements Part {}

    private KeyTemplate(String template) {
        this.template = template;
    }

    /**
     * Parses a template.
     *
     * @throws IllegalArgumentException if it is empty, malformed, or refers to an argument that does not exist
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
                    throw made.wrong("has a brace that is not closed");
                }
                made.literal(literal);
                made.parts.add(made.part(template.substring(i + 1, end), arguments));
                i = end;
            } else if (c == '}') {
                throw made.wrong("closes a brace that was not opened");
            } else {
                literal.append(c);
            }
        }
        made.literal(literal);
        return made;
    }

    private void literal(StringBuilder literal) {
        if (literal.length() > 0) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private Part part(String text, int arguments) {
        return text.equals("args") ? new Arguments() : argument(text, arguments);
    }

    private Argument argument(String text, int arguments) {
        String[] steps = text.split("\\.", -1);
        if (!steps[0].matches("[0-9]{1,2}") || Integer.parseInt(steps[0]) >= arguments) {
            throw wrong("refers to {" + text + "}, but there are " + arguments + " arguments, counted from 0");
        }
        List<String> path = List.of(steps).subList(1, steps.length);
        if (path.contains("")) {
            throw wrong("has an empty property in {" + text + "}");
        }
        return new Argument(Integer.parseInt(steps[0]), path);
    }

    /** Makes the key of a call. */
    String key(@Nullable Object... arguments) {
        StringBuilder key = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                key.append(literal.text());
            } else if (part instanceof Arguments) {
                key.append(PythonText.str(PyTuple.of(arguments)));
            } else if (part instanceof Argument argument) {
                Object value = arguments[argument.index()];
                for (String property : argument.path()) {
                    value = property(value, property);
                }
                key.append(PythonText.str(value));
            }
        }
        return key.toString();
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
            } catch (NoSuchMethodException e) { // the next candidate may exist
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "the key template \"" + template + "\": reading the property " + name + " failed", e);
            }
        }
        throw new IllegalArgumentException(
                "the key template \"" + template + "\": a " + value.getClass().getName() + " has no property " + name);
    }

    private IllegalArgumentException wrong(String how) {
        return new IllegalArgumentException("the key template \"" + template + "\" " + how);
    }
}
