package io.github.dkredis.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a command has seen when it looked.
 *
 * @param id tells it apart from the others, at each look in the same way
 * @param shown what is printed
 * @param state it is news when this has changed
 * @param ended what is printed when it is not there any more
 */
record Row(
        String id,
        Map<String, ? extends @Nullable Object> shown,
        Object state,
        Map<String, ? extends @Nullable Object> ended) {

    /**
     * A row that is told apart by some of its parts.
     *
     * @param names the parts
     * @param silent parts whose changes are not news, such as the time that is left
     */
    static Row of(Map<String, ? extends @Nullable Object> shown, Collection<String> names, Collection<String> silent) {
        Map<String, @Nullable Object> id = new LinkedHashMap<>(shown);
        id.keySet().retainAll(names);
        Map<String, @Nullable Object> state = new LinkedHashMap<>(shown);
        state.keySet().removeAll(silent);
        Map<String, @Nullable Object> ended = new LinkedHashMap<>(id);
        ended.put("gone", true);
        return new Row(id.toString(), shown, state, ended);
    }

    /** {@return the same row, whose end is said in another way} */
    Row endingWith(String name, Object value) {
        Map<String, @Nullable Object> other = new LinkedHashMap<>(ended);
        other.remove("gone");
        other.put(name, value);
        return new Row(id, shown, state, other);
    }
}
