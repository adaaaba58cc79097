package io.github.dkredis.cli;

import java.util.ArrayList;
import java.util.List;

/** How text looks on a terminal: how many columns it takes, and where it is broken into lines. */
final class TextWidth {

    /**
     * What takes two columns: East Asian scripts, and characters that are emoji by default. Pairs of first and last.
     */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
        0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
        0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
        0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F1E6, 0x1F202, 0x1F210,
        0x1F23B, 0x1F240, 0x1F251, 0x1F260, 0x1F265, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F7E0, 0x1F7EB, 0x1F90C,
        0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private TextWidth() {}

    /** {@return how many columns a text takes} */
    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    private static int of(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0; // it belongs to the character before it
        }
        for (int i = 0; i < WIDE.length && WIDE[i] <= codePoint; i += 2) {
            if (codePoint <= WIDE[i + 1]) {
                return 2;
            }
        }
        return 1;
    }

    /** {@return a text without what would control the terminal or turn the direction of the text after it} */
    static String visible(String text) {
        if (text.codePoints().noneMatch(TextWidth::isControl)) {
            return text;
        }
        return text.codePoints()
                .map(c -> isControl(c) ? '�' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** {@return whether a character controls the terminal: C0, DEL, C1, and those that turn the direction of text} */
    static boolean isControl(int c) {
        return Character.isISOControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    /**
     * Breaks a text into lines, at spaces where there are any.
     *
     * @param width the columns of a line, at least 2
     * @return at least one line
     */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        int begin = 0; // of the line
        int space = -1; // the last one in the line
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            columns += of(c);
            if (columns > width && i > begin) {
                int end = c == ' ' ? i : space > begin ? space : i;
                lines.add(text.substring(begin, end));
                begin = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
                i = begin;
                columns = 0;
                space = -1;
                continue;
            }
            if (c == ' ') {
                space = i;
            }
            i += Character.charCount(c);
        }
        lines.add(text.substring(begin));
        return lines;
    }
}
