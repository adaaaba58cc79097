package io.github.dkredis.codec;

import io.github.dkredis.pickle.PyByteArray;
import io.github.dkredis.pickle.PyBytes;
import io.github.dkredis.pickle.PyDecimal;
import io.github.dkredis.pickle.PyFrozenSet;
import io.github.dkredis.pickle.PyGlobal;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyTuple;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Names the kind of a value for an error message, which never contains the value itself. */
final class Found {

    private static final Set<String> INTEGRAL =
            Set.of("byte", "short", "int", "long", "Byte", "Short", "Integer", "Long", "BigInteger");

    private static final Set<String> FLOATING = Set.of("float", "double", "Float", "Double");

    /** What precedes the simple name of a class: its package and the classes around it. */
    private static final Pattern QUALIFIER = Pattern.compile("(?:[\\w]+[.$])+(?=\\w)");

    private Found() {}

    /** Returns the name of a type without packages. */
    static String simpleName(Type type) {
        return QUALIFIER.matcher(type.getTypeName()).replaceAll("");
    }

    static String describe(@Nullable Object value, Type expected) {
        String type = simpleName(expected);
        boolean number = INTEGRAL.contains(type) || FLOATING.contains(type);
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            return number ? "an integer that it cannot hold" : "an integer";
        }
        if (value instanceof Double) {
            return FLOATING.contains(type) ? "a number that it cannot hold" : "a floating-point number";
        }
        return describe(value);
    }

    private static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof BigDecimal || value instanceof PyDecimal) {
            return "a decimal number";
        }
        if (value instanceof byte[] || value instanceof PyBytes || value instanceof PyByteArray) {
            return "bytes";
        }
        if (value instanceof PyTuple) {
            return "a tuple";
        }
        if (value instanceof Set<?> || value instanceof PyFrozenSet) {
            return "a set";
        }
        if (value instanceof Collection<?>) {
            return "a list";
        }
        if (value instanceof Map<?, ?>) {
            return "a dict";
        }
        return value instanceof PyObject || value instanceof PyGlobal ? ofPython(value) : ofTime(value);
    }

    private static String ofPython(Object value) {
        return value instanceof PyObject object
                ? "an object of the Python class " + object.module() + '.' + object.name()
                : "a Python class or function";
    }

    private static String ofTime(Object value) {
        if (value instanceof LocalDateTime) {
            return "a datetime without a time zone";
        }
        if (value instanceof OffsetDateTime || value instanceof ZonedDateTime || value instanceof Instant) {
            return "a datetime with a time zone";
        }
        return value instanceof LocalDate ? "a date" : "a " + value.getClass().getSimpleName();
    }

    /** Names the token that Jackson could not bind. */
    static String describe(JacksonException e, Type expected) {
        JsonParser parser = e.processor() instanceof JsonParser at ? at : null;
        JsonToken token = e instanceof MismatchedInputException mismatch ? mismatch.getCurrentToken() : null;
        token = token == null && parser != null ? parser.currentToken() : token;
        if (token == null || e instanceof InvalidNullException) {
            return e instanceof InvalidNullException ? "null" : "a value that it cannot hold";
        }
        String type = simpleName(expected);
        return switch (token) {
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NUMBER_INT ->
                INTEGRAL.contains(type) || FLOATING.contains(type) ? "an integer that it cannot hold" : "an integer";
            case VALUE_NUMBER_FLOAT -> "a floating-point number";
            case VALUE_NULL -> "null";
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_EMBEDDED_OBJECT ->
                parser == null ? "a value that it cannot hold" : describe(parser.getEmbeddedObject(), expected);
            // the end of the object is where Jackson notices that a property is missing
            case END_OBJECT, PROPERTY_NAME -> "nothing";
            default -> "a value that it cannot hold";
        };
    }
}
