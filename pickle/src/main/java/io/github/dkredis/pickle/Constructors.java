package io.github.dkredis.pickle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of what a pickle may build. Whatever else it names stays a name, in a {@link PyGlobal} or {@link
 * PyObject}; so does a known class with arguments of an unknown form.
 */
final class Constructors {

    /** Builds a value from a pickle's arguments. */
    @FunctionalInterface
    interface Constructor {
        /**
         * The value, or null if it is none of ours.
         *
         * @throws PickleException if it is, but out of its range, which Python refuses too
         */
        @Nullable
        Object construct(PyTuple args, KeyGuard guard);
    }

    static final PyGlobal OBJECT = new PyGlobal("builtins", "object");
    static final PyGlobal UUID = new PyGlobal("uuid", "UUID");
    static final PyGlobal RECONSTRUCTOR = new PyGlobal("copyreg", "_reconstructor");

    private static final Map<PyGlobal, Constructor> KNOWN = new HashMap<>();

    /** Python 3 names of what protocols 0 to 2 call by its Python 2 name. */
    private static final Map<String, String> MODULES =
            Map.of("__builtin__", "builtins", "copy_reg", "copyreg", "exceptions", "builtins", "Queue", "queue");

    private static final Map<String, String> BUILTINS =
            Map.of("xrange", "range", "long", "int", "unicode", "str", "unichr", "chr");

    static {
        known("builtins.getattr", Constructors::attribute);
        known("_codecs.encode", PyBinaries::encode);
        known("builtins.bytes", PyBinaries::bytes);
        known("builtins.bytearray", PyBinaries::byteArray);
        known("builtins.set", PyCollections::set);
        known("builtins.frozenset", PyCollections::frozenSet);
        known("collections.OrderedDict", PyCollections::orderedDict);
        known("collections.defaultdict", PyCollections::defaultDict);
        known("collections.Counter", PyCollections::counter);
        known("collections.deque", PyCollections::deque);
        known("builtins.complex", PyNumbers::complex);
        known("fractions.Fraction", PyNumbers::fraction);
        known("decimal.Decimal", PyNumbers::decimal);
        known("datetime.datetime", PyTimes::dateTime);
        known("datetime.date", PyTimes::date);
        known("datetime.time", PyTimes::time);
        known("datetime.timedelta", PyTimes::timeDelta);
        known("datetime.timezone", PyTimes::timeZone);
        KNOWN.put(new PyGlobal("zoneinfo", "ZoneInfo._unpickle"), PyTimes::zoneInfo);
    }

    private Constructors() {}

    private static void known(String name, Constructor constructor) {
        int dot = name.lastIndexOf('.');
        KNOWN.put(new PyGlobal(name.substring(0, dot), name.substring(dot + 1)), constructor);
    }

    /** The name under which Python 3 knows a global. */
    static PyGlobal global(String module, String name, int protocol) {
        if (module.isEmpty() || name.isEmpty()) {
            throw new PickleException("not a pickle that can be read: a class in it has no name");
        }
        String modern = protocol < 3 ? MODULES.getOrDefault(module, module) : module;
        boolean renamed = !modern.equals(module) && module.equals("__builtin__");
        return new PyGlobal(modern, renamed ? BUILTINS.getOrDefault(name, name) : name);
    }

    /** What {@code callable(*args)} gives. */
    static Object call(Object callable, PyTuple args, KeyGuard guard) {
        if (callable.equals(RECONSTRUCTOR) && args.size() == 3 && args.get(0) instanceof PyGlobal type) {
            return reconstruct(type, args);
        }
        Constructor constructor = callable instanceof PyGlobal ? KNOWN.get(callable) : null;
        Object value = constructor == null ? null : constructor.construct(args, guard);
        return value != null ? value : new PyObject(PyObject.Form.CALL, callable, args);
    }

    /** What {@code class.__new__(class, *args)} gives. */
    static Object create(PyGlobal type, PyTuple args) {
        return type.equals(UUID) && args.size() == 0 ? new PendingUuid() : new PyObject(PyObject.Form.NEW, type, args);
    }

    private static Object reconstruct(PyGlobal type, PyTuple args) {
        if (type.equals(UUID)) {
            return new PendingUuid();
        }
        return new PyObject(PyObject.Form.RECONSTRUCT, type, new PyTuple(args.get(1), args.get(2)));
    }

    /** A name within a class; not a call, although the pickle has to write it as one. */
    private static @Nullable Object attribute(PyTuple args, KeyGuard guard) {
        List<@Nullable Object> parts = args.asList();
        boolean plain = parts.size() == 2
                && parts.get(0) instanceof PyGlobal
                && parts.get(1) instanceof String name
                && !name.isEmpty()
                && name.indexOf('.') < 0;
        return plain ? ((PyGlobal) parts.get(0)).attribute((String) parts.get(1)) : null;
    }
}
