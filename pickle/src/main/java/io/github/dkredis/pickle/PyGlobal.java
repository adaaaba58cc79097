package io.github.dkredis.pickle;

import java.util.Objects;

/**
 * The name of a Python class or function: what a pickle holds for the class {@code datetime.date} itself, as opposed to
 * a date. It is never loaded or called, and it is written back unchanged.
 *
 * @param module the module under its Python 3 name, such as {@code datetime}; not empty
 * @param name the qualified name in the module, such as {@code Outer.Inner}; not empty
 */
public record PyGlobal(String module, String name) {

    /**
     * Checks the names.
     *
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
