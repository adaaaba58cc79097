package io.github.dkredis.pickle;

import java.util.Objects;

/**
 * A Python class or function, named and nothing more: what a pickle holds for {@code datetime.date} itself rather than
 * for a date. Nothing is loaded or called; it is written back as it was read.
 *
 * @param module the module, such as {@code datetime}, under its Python 3 name
 * @param name the name in the module; dots lead into it, as in {@code Outer.Inner}
 */
public record PyGlobal(String module, String name) {

    /**
     * A name in a module.
     *
     * @param module not empty
     * @param name not empty
     * @throws IllegalArgumentException if one of them is empty
     */
    public PyGlobal {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(name, "name");
        if (module.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a global needs a module and a name");
        }
    }

    PyGlobal attribute(String attribute) {
        return new PyGlobal(module, name + '.' + attribute);
    }
}
