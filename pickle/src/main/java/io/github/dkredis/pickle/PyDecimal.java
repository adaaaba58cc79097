package io.github.dkredis.pickle;

import java.util.Objects;

/**
 * A Python {@code Decimal} that {@link java.math.BigDecimal} cannot represent: a NaN, an infinity, a negative zero, or
 * a number whose exponent is beyond 10,000 in either direction (a {@code BigDecimal} of a billion digits would exhaust
 * the memory in the next addition). All other Decimals are read as {@code BigDecimal}.
 *
 * @param text the number as Python's {@code str} shows it, such as {@code Infinity} or {@code -0.00}; at most 4,300
 *     characters
 */
public record PyDecimal(String text) {

    static final int MAX_LENGTH = 4_300;

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if the text is empty, too long, or has a character that occurs in no Decimal
     */
    public PyDecimal {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty() || text.length() > MAX_LENGTH || !text.chars().allMatch(PyDecimal::occurs)) {
            throw new IllegalArgumentException("not the text of a Python Decimal");
        }
    }

    /** The letters are those of {@code E}, {@code Infinity}, {@code NaN} and {@code sNaN}, in both cases. */
    private static boolean occurs(int c) {
        return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || "EINSTYaefinsty".indexOf(c) >= 0;
    }
}
