package io.github.dkredis.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How wide the columns of a table are, so that a row fits on the screen. What is too wide for its column goes on in the
 * next line; nothing is left out.
 */
final class ColumnWidths {

    /** The columns between two columns of the table. */
    static final int GAP = 2;

    /** Text is not made narrower than this, because it could not be read any more. */
    private static final int NARROWEST = 16;

    /**
     * A column of a table.
     *
     * @param heading the width of its heading
     * @param widest the width of the widest cell or of the heading
     * @param isText whether its cells can be broken into lines, as numbers cannot
     */
    record Column(int heading, int widest, boolean isText) {

        private int least() {
            return isText ? Math.min(widest, Math.max(heading, NARROWEST)) : widest;
        }
    }

    private ColumnWidths() {}

    /** {@return the width of each column, or empty if the columns do not fit beside each other} */
    static Optional<List<Integer>> fitting(List<Column> columns, int screen) {
        int room = screen - GAP * (columns.size() - 1);
        for (int most = Math.max(1, room); most > 0; most--) {
            List<Integer> widths = new ArrayList<>();
            for (Column column : columns) {
                widths.add(Math.max(column.least(), Math.min(column.widest, most)));
            }
            if (widths.stream().mapToInt(Integer::intValue).sum() <= room) {
                return Optional.of(widths);
            }
        }
        return Optional.empty();
    }
}
