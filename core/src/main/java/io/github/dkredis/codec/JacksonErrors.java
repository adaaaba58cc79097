package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Explains Jackson's exceptions. They are not kept as causes, because their messages quote the value; the path to the
 * part that failed and the types are all that remains.
 */
final class JacksonErrors {

    private JacksonErrors() {}

    /** Returns what does not fit in a value that was read. */
    static Mismatch mismatch(JacksonException e, Type type) {
        Mismatch mismatch = withoutPath(e, type);
        List<JacksonException.Reference> path = e.getPath();
        for (int i = path.size() - 1; i >= 0; i--) {
            mismatch.in(step(path.get(i)));
        }
        return mismatch;
    }

    private static Mismatch withoutPath(JacksonException e, Type type) {
        if (e instanceof InputCoercionException coercion) {
            return new Mismatch(Found.simpleName(coercion.getTargetType()), "an integer that it cannot hold");
        }
        if (e instanceof ValueInstantiationException instantiation) {
            Type made = instantiation.getType() == null ? type : instantiation.getType();
            return new Mismatch(Found.simpleName(made), "a value that its constructor refuses" + reason(e, made));
        }
        if (e instanceof InvalidDefinitionException definition) {
            Type made = definition.getType() == null ? type : definition.getType();
            return new Mismatch(Found.simpleName(made), "a class that Jackson cannot make" + reason(e, made));
        }
        Type expected = e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? mismatch.getTargetType()
                : type;
        return new Mismatch(Found.simpleName(expected), Found.describe(e, expected));
    }

    /** Returns the exception for JSON that cannot be read as a type. */
    static CodecException unreadableJson(JacksonException e, Type type) {
        if (e instanceof StreamReadException && !(e instanceof InputCoercionException)) {
            return new CodecException(
                    "not valid JSON (at byte " + e.getLocation().getByteOffset() + ")");
        }
        return mismatch(e, type).toCodecException();
    }

    /** Returns the exception for a value that cannot be written. */
    static CodecException unwritable(Object value, String form, Throwable e) {
        StringBuilder path = new StringBuilder();
        Class<?> type = value.getClass();
        String reason = "";
        if (e instanceof JacksonException jackson) {
            for (JacksonException.Reference reference : jackson.getPath()) {
                String step = step(reference);
                path.append(path.length() == 0 || step.startsWith("[") ? "" : ".")
                        .append(step);
            }
            if (e instanceof InvalidDefinitionException definition && definition.getType() != null) {
                type = definition.getType().getRawClass();
            }
            reason = reason(jackson, type);
        } else if (e instanceof StackOverflowError) {
            reason = ": it contains itself, or is nested too deeply";
        }
        return new CodecException((path.length() == 0 ? "" : path + ": ") + "a " + type.getName()
                + " cannot be written as " + form + reason);
    }

    private static String step(JacksonException.Reference reference) {
        if (reference.getPropertyName() == null) {
            return "[" + reference.getIndex() + "]";
        }
        // the keys of a map are data, which a message must not contain
        boolean map = reference.from() instanceof Map<?, ?>
                || (reference.from() instanceof Class<?> type && Map.class.isAssignableFrom(type));
        return map ? "[…]" : reference.getPropertyName();
    }

    /** Returns the likely cause with its cure, or an empty text. */
    private static String reason(JacksonException e, Type type) {
        Class<?> wanted = e instanceof InvalidDefinitionException definition && definition.getType() != null
                ? definition.getType().getRawClass()
                : raw(type);
        if (wanted != null) {
            String opens = missingOpens(wanted);
            if (opens != null) {
                return ": add '" + opens + "' to the module-info of "
                        + wanted.getModule().getName();
            }
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.contains("no properties discovered")) {
            return ": it has no properties";
        }
        return message.contains("no Creators") || message.contains("no creators")
                ? ": it has no constructor that Jackson can use (compile with -parameters, annotate it, or use a mapper"
                        + " with the module of your language)"
                : "";
    }

    private static @Nullable Class<?> raw(Type type) {
        return type instanceof Class<?> plain ? plain : type instanceof JavaType java ? java.getRawClass() : null;
    }

    /** Returns the declaration without which Jackson cannot see the members of a class, or null if it can. */
    static @Nullable String missingOpens(Class<?> type) {
        Module module = type.getModule();
        Module jackson = JsonMapper.class.getModule();
        String name = type.getPackageName();
        if (!module.isNamed() || name.startsWith("java.") || module.isOpen(name, jackson)) {
            return null;
        }
        return "opens " + name + (jackson.isNamed() ? " to " + jackson.getName() : "") + ";";
    }
}
