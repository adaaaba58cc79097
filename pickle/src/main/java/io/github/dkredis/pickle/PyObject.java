package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object of a class that Java does not know: a dataclass, a named tuple, an Enum member, an exception, and so on. It
 * only records what the pickle says. No class is loaded, and no constructor or function that the pickle names is
 * called. It is written back as the same pickle.
 */
public final class PyObject implements SeededValue {

    /** How Python makes the object. */
    enum Form {
        /** {@code callable(*args)}, where the callable is a class or a function. */
        CALL,
        /** {@code class.__new__(class, *args)}. */
        NEW,
        /** {@code class.__new__(class, *args, **keywords)}. */
        NEW_KEYWORDS,
        /** {@code copyreg._reconstructor(class, base, state)}, in protocols 0 and 1; the args are base and state. */
        RECONSTRUCT
    }

    /** Tells an object without state from one whose state is None. */
    private static final Object NO_STATE = new Object();

    final Form form;
    /** A {@link PyGlobal}, or a {@link PyObject} if the callable itself is the result of a call. */
    final Object callable;

    final PyTuple args;
    final Map<@Nullable Object, @Nullable Object> keywords;
    final List<@Nullable Object> items = new ArrayList<>(0);
    final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>(0);
    private @Nullable Object state = NO_STATE;
    /** Whether the object is a key, and so must not change any more. */
    private boolean frozen;

    private int hash;

    PyObject(Form form, Object callable, PyTuple args, Map<@Nullable Object, @Nullable Object> keywords) {
        this.form = form;
        this.callable = callable;
        this.args = args;
        this.keywords = keywords;
    }

    PyObject(Form form, Object callable, PyTuple args) {
        this(form, callable, args, Map.of());
    }

    /**
     * Returns a Python object for writing. Python makes it without calling {@code __init__}, and sets its attributes.
     *
     * @param module the module of the class, which Python must be able to import
     * @param name the name of the class
     * @param attributes the attributes by name; copied
     */
    public static PyObject instance(String module, String name, Map<String, ? extends @Nullable Object> attributes) {
        PyObject object = new PyObject(Form.NEW, new PyGlobal(module, name), PyTuple.EMPTY);
        object.setState(new LinkedHashMap<@Nullable Object, @Nullable Object>(attributes));
        return object;
    }

    /** {@return the module of the class, or of the function that makes the object} */
    public String module() {
        return type().module();
    }

    /** {@return the name of the class, or of the function that makes the object} */
    public String name() {
        return type().name();
    }

    /**
     * Returns the arguments with which Python makes the object: the fields of a named tuple, the value of an Enum
     * member, the arguments of an exception. Most objects have none.
     */
    public PyTuple args() {
        if (form != Form.RECONSTRUCT) {
            return args;
        }
        if (Globals.OBJECT.equals(args.get(0))) {
            return PyTuple.EMPTY;
        }
        return args.get(1) instanceof PyTuple fields ? fields : PyTuple.of(args.get(1));
    }

    /** {@return the state as it was pickled, usually the dict of the attributes; null for no state or None} */
    public @Nullable Object state() {
        return hasState() ? state : null;
    }

    /**
     * Returns a new map of the attributes by name, including those in {@code __slots__}. It is empty if the state is
     * not made of dicts.
     */
    public Map<String, @Nullable Object> attributes() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        // a class with __slots__ pickles its state as a pair: its __dict__ or None, and the slots
        boolean slots = state instanceof PyTuple pair && pair.size() == 2;
        for (Object part : slots ? ((PyTuple) Objects.requireNonNull(state)).asList() : Arrays.asList(state)) {
            if (part instanceof Map<?, ?> map) {
                map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
            }
        }
        return attributes;
    }

    /** {@return an unmodifiable view of the elements, if the class is a kind of list} */
    public List<@Nullable Object> items() {
        return Collections.unmodifiableList(items);
    }

    /** {@return an unmodifiable view of the entries, if the class is a kind of dict} */
    public Map<@Nullable Object, @Nullable Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    PyGlobal type() {
        return callable instanceof PyGlobal global ? global : ((PyObject) callable).type();
    }

    boolean hasState() {
        return state != NO_STATE;
    }

    void setState(@Nullable Object value) {
        state = value;
    }

    /**
     * Makes the object a key, to which nothing can be added any more.
     *
     * @return whether that is possible: an object with modifiable parts cannot be a key
     */
    boolean freeze() {
        frozen = !hasState() && items.isEmpty() && entries.isEmpty() && keywords.isEmpty();
        return frozen;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Returns everything that the object consists of. */
    @Nullable
    Object[] parts() {
        return new @Nullable Object[] {callable, args, keywords, items, entries, state()};
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SeededHash.fold(SeededHash.ofAll(parts()));
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PyObject that
                        && form == that.form
                        && hasState() == that.hasState()
                        && Arrays.deepEquals(parts(), that.parts()));
    }

    /** {@return the class, but not the attributes, which may be secret} */
    @Override
    public String toString() {
        return "PyObject(" + module() + '.' + name() + ')';
    }
}
