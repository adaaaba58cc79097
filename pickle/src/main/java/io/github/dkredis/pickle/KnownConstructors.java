package io.github.dkredis.pickle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of classes and functions that a pickle can have called. All other names stay names, in a
 * {@link PyGlobal} or {@link PyObject}; so does a known name with unexpected arguments.
 */
final class KnownConstructors {

    /** Builds a value from the arguments in a pickle. */
    @FunctionalInterface
    interface Constructor {
        /**
         * Returns the value, or null if the arguments are not of the expected kind.
         *
         * @param keys adds members and entries, and accounts for the work
         * @throws PickleException if the arguments are out of a range that Python enforces too
         */
        @Nullable
        Object construct(PyTuple args, DictKeyValidator keys);
    }

    private static final Map<PyGlobal, Constructor> KNOWN = new HashMap<>();

    /** The Python 3 names of modules that protocols 0 to 2 call by their Python 2 names. */
    private static final Map<String, String> MODULES =
            Map.of("__builtin__", "builtins", "copy_reg", "copyreg", "exceptions", "builtins", "Queue", "queue");

    private static final Map<String, String> BUILTINS =
            Map.of("xrange", "range", "long", "int", "unicode", "str", "unichr", "chr");

    static {
        KNOWN.put(new PyGlobal("builtins", "getattr"), KnownConstructors::attribute);
        KNOWN.put(new PyGlobal("_codecs", "encode"), BytesConstructors::encode);
        KNOWN.put(new PyGlobal("builtins", "bytes"), BytesConstructors::bytes);
        KNOWN.put(Globals.BYTE_ARRAY, BytesConstructors::byteArray);
        KNOWN.put(new PyGlobal("builtins", "set"), CollectionConstructors::set);
        KNOWN.put(new PyGlobal("builtins", "frozenset"), CollectionConstructors::frozenSet);
        KNOWN.put(Globals.ORDERED_DICT, CollectionConstructors::orderedDict);
        KNOWN.put(Globals.DEFAULT_DICT, CollectionConstructors::defaultDict);
        KNOWN.put(Globals.COUNTER, CollectionConstructors::counter);
        KNOWN.put(Globals.DEQUE, CollectionConstructors::deque);
        KNOWN.put(Globals.COMPLEX, NumberConstructors::complex);
        KNOWN.put(Globals.FRACTION, NumberConstructors::fraction);
        KNOWN.put(Globals.DECIMAL, NumberConstructors::decimal);
        KNOWN.put(Globals.DATE_TIME, TimeConstructors::dateTime);
        KNOWN.put(Globals.DATE, TimeConstructors::date);
        KNOWN.put(Globals.TIME, TimeConstructors::time);
        KNOWN.put(Globals.TIME_DELTA, TimeConstructors::timeDelta);
        KNOWN.put(Globals.TIME_ZONE, TimeConstructors::timeZone);
        KNOWN.put(Globals.ZONE_INFO, TimeConstructors::zoneInfo);
    }

    private KnownConstructors() {}

    /** Returns a global under its Python 3 name. */
    static PyGlobal global(String module, String name, int protocol) {
        if (module.isEmpty() || name.isEmpty()) {
            throw PickleException.unreadable("a class has no name");
        }
        String modern = protocol < 3 ? MODULES.getOrDefault(module, module) : module;
        boolean renamed = !modern.equals(module) && module.equals("__builtin__");
        return new PyGlobal(modern, renamed ? BUILTINS.getOrDefault(name, name) : name);
    }

    /** Returns the result of {@code callable(*args)}. */
    static Object call(Object callable, PyTuple args, DictKeyValidator keys) {
        if (callable.equals(Globals.RECONSTRUCTOR) && args.size() == 3 && args.get(0) instanceof PyGlobal type) {
            return reconstruct(type, args);
        }
        Constructor constructor = callable instanceof PyGlobal ? KNOWN.get(callable) : null;
        Object value = constructor == null ? null : constructor.construct(args, keys);
        return value != null ? value : new PyObject(PyObject.Form.CALL, callable, args);
    }

    /** Returns the result of {@code class.__new__(class, *args)}. */
    static Object create(PyGlobal type, PyTuple args) {
        return type.equals(Globals.UUID) && args.size() == 0
                ? new PendingUuid()
                : new PyObject(PyObject.Form.NEW, type, args);
    }

    private static Object reconstruct(PyGlobal type, PyTuple args) {
        if (type.equals(Globals.UUID)) {
            return new PendingUuid();
        }
        return new PyObject(PyObject.Form.RECONSTRUCT, type, new PyTuple(args.get(1), args.get(2)));
    }

    /** Resolves {@code getattr(class, name)}, the form in which protocols below 4 write the name of a nested class. */
    private static @Nullable Object attribute(PyTuple args, DictKeyValidator keys) {
        List<@Nullable Object> parts = args.asList();
        boolean plain = parts.size() == 2
                && parts.get(0) instanceof PyGlobal
                && parts.get(1) instanceof String name
                && !name.isEmpty()
                && name.indexOf('.') < 0;
        return plain ? ((PyGlobal) parts.get(0)).attribute((String) parts.get(1)) : null;
    }
}
