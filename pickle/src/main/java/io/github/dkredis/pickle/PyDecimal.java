package io.github.dkredis.pickle;

import java.util.Objects;

/**
 * A Python {@code Decimal} that no {@link java.math.BigDecimal} can be: a NaN, an infinity, a negative zero, or one
 * whose exponent is beyond 10,000 either way (a BigDecimal of a billion digits is a trap for the next addition). Every
 * other Decimal is read as a BigDecimal.
 *
 * @param text the number as Python's {@code str} gives it, such as {@code Infinity} or {@code -0.00}
 */
public record PyDecimal(String text) {

    /** The longest text taken, in characters. */
    static final int MAX_LENGTH = 4_300;

    /**
     * A decimal as Python shows it.
     *
     * @param text at most 4,300 characters
     * @throws IllegalArgumentException if the text is empty, too long or holds what no Decimal shows
     */
    public PyDecimal {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty() || text.length() > MAX_LENGTH || !text.chars().allMatch(PyDecimal::occurs)) {
            throw new IllegalArgumentException("not the text of a Python Decimal");
        }
    }

    private static boolean occurs(int c) {
        return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || "EINSTYaefinsty".indexOf(c) >= 0;
    }
}
