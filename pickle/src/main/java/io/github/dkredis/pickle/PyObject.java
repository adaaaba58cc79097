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
 *
 * <p>Two objects are equal only if they are the same, as in Python unless a class says otherwise. So objects can be
 * keys of dicts and members of sets, and they can refer to each other in a circle. Several references to one object
 * stay references to one object when it is written.
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
    /** The elements and the entries, or null until the first one: most objects have neither. */
    private @Nullable List<@Nullable Object> items;

    private @Nullable Map<@Nullable Object, @Nullable Object> entries;
    private @Nullable Object state = NO_STATE;

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
     * not made of dicts. Keys other than strings, which cannot be names, are left out.
     */
    public Map<String, @Nullable Object> attributes() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        // a class with __slots__ pickles its state as a pair: its __dict__ or None, and the slots
        boolean slots = state instanceof PyTuple pair && pair.size() == 2;
        for (Object part : slots ? ((PyTuple) Objects.requireNonNull(state)).asList() : Arrays.asList(state)) {
            if (part instanceof Map<?, ?> map) {
                map.forEach((name, value) -> {
                    if (name instanceof String text) {
                        attributes.put(text, value);
                    }
                });
            }
        }
        return attributes;
    }

    /** {@return an unmodifiable view of the elements, if the class is a kind of list} */
    public List<@Nullable Object> items() {
        return items == null ? List.of() : Collections.unmodifiableList(items);
    }

    /** {@return an unmodifiable view of the entries, if the class is a kind of dict} */
    public Map<@Nullable Object, @Nullable Object> entries() {
        return entries == null ? Map.of() : Collections.unmodifiableMap(entries);
    }

    /** Returns the elements, to be added to. */
    List<@Nullable Object> modifiableItems() {
        if (items == null) {
            items = new ArrayList<>();
        }
        return items;
    }

    /** Returns the entries, to be added to. */
    Map<@Nullable Object, @Nullable Object> modifiableEntries() {
        if (entries == null) {
            entries = new LinkedHashMap<>();
        }
        return entries;
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

    /** Returns everything that the object consists of and that can itself consist of something. */
    List<@Nullable Object> parts() {
        List<@Nullable Object> parts = new ArrayList<>(4);
        if (callable instanceof PyObject) {
            parts.add(callable);
        }
        if (args.size() > 0) {
            parts.add(args);
        }
        if (!keywords.isEmpty()) {
            parts.add(keywords);
        }
        if (items != null && !items.isEmpty()) {
            parts.add(items);
        }
        if (entries != null && !entries.isEmpty()) {
            parts.add(entries);
        }
        if (state() != null) {
            parts.add(state());
        }
        return parts;
    }

    /** {@return the class, but not the attributes, which may be secret} */
    @Override
    public String toString() {
        return "PyObject(" + module() + '.' + name() + ')';
    }
}
