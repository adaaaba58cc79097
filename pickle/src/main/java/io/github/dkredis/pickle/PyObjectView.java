package io.github.dkredis.pickle;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object of an unknown class holds, seen as a value of a basic type. The object itself stays as it is, and is
 * written back unchanged.
 */
public final class PyObjectView {

    private PyObjectView() {}

    /**
     * Returns the basic value that the object extends or holds, if there is one:
     *
     * <ul>
     *   <li>the str, int, float, bytes, datetime, date or time of an instance of a subclass of these types;
     *   <li>the value of an Enum member;
     *   <li>the number of a numpy scalar;
     *   <li>the single basic argument of any other call, because a pickle does not tell such a call from an Enum
     *       member.
     * </ul>
     */
    public static Optional<Object> scalar(PyObject object) {
        Optional<Object> number = NumpyArray.scalar(object);
        if (number.isPresent() || object.form == PyObject.Form.NEW_KEYWORDS) {
            return number;
        }
        if (object.form == PyObject.Form.CALL && object.args.size() > 0 && object.args.get(0) instanceof byte[]) {
            return Optional.ofNullable(DateTimes.packed(object.args));
        }
        PyTuple values = object.args();
        Object value = values.size() == 1 ? values.get(0) : null;
        boolean basic = value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof byte[];
        return Optional.ofNullable(basic ? value : null);
    }

    /**
     * Returns the numbers of a {@code range}, the elements of an instance of a subclass of list, set, frozenset, tuple
     * or deque, or the fields of a named tuple; empty if the object is not one of these.
     *
     * @throws PickleException if a range has more than 1,000,000 numbers
     */
    public static Optional<List<@Nullable Object>> elements(PyObject object) {
        if (!object.items().isEmpty()) {
            return Optional.of(object.items());
        }
        if (object.form == PyObject.Form.CALL && Globals.RANGE.equals(object.callable)) {
            return Optional.of(Numbers.range(object.args));
        }
        PyTuple values = object.args();
        if (values.size() == 1 && values.get(0) instanceof List<?> list) {
            return Optional.of(Collections.unmodifiableList(list));
        }
        if (values.size() == 1 && values.get(0) instanceof PyTuple tuple) {
            return Optional.of(tuple.asList());
        }
        return object.form == PyObject.Form.CALL || values.size() == 0
                ? Optional.empty()
                : Optional.of(values.asList());
    }
}
