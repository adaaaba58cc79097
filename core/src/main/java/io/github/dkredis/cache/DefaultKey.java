package io.github.dkredis.cache;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a {@link Cached} method without a template: the name of the proxy, the method with the types of its
 * parameters, and the texts of the arguments (see {@link KeyText}). So two calls that differ in any of them do not
 * share a key.
 */
final class DefaultKey {

    private final String prefix;
    private final Class<?>[] parameters;

    DefaultKey(String proxyName, Method method) {
        this.parameters = method.getParameterTypes();
        this.prefix = Arrays.stream(parameters)
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", proxyName + "." + method.getName() + "(", ")"));
    }

    /**
     * Makes the key of a call.
     *
     * @throws IllegalArgumentException if an argument has no text
     */
    String key(@Nullable Object... arguments) {
        List<@Nullable Object> comparable = new ArrayList<>(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            // An array among the arguments of an Object parameter would look like a list.
            comparable.add(argument != null && parameters[i].isArray() ? elements(argument) : argument);
        }
        return prefix + KeyText.of(comparable);
    }

    private static List<@Nullable Object> elements(Object array) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }
}
