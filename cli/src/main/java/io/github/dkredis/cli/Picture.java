package io.github.dkredis.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Redraws what was seen on a terminal, below a line with the time. */
final class Picture implements WatchDisplay {

    private static final String CLEAR = "\033[2J";
    private static final String HOME = "\033[H";
    private static final String ERASE_REST_OF_LINE = "\033[K";
    private static final String ERASE_BELOW = "\033[J";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";
    private static final Pattern COLOUR = Pattern.compile("\033\\[\\d+m");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Console console;
    private final String title;

    /** Prints rows on the console that it is given. */
    private final BiConsumer<Console, List<Row>> painter;

    private final ByteArrayOutputStream painted = new ByteArrayOutputStream();
    private boolean isFirst = true;

    Picture(Console console, String title, BiConsumer<Console, List<Row>> painter) {
        this.console = console;
        this.title = title;
        this.painter = painter;
    }

    @Override
    public void show(List<Row> rows) {
        painted.reset();
        painter.accept(console.writingTo(painted), rows);
        draw("");
    }

    /** What was seen last stays, because the operator may need it now. */
    @Override
    public void showOutage(String message) {
        draw("Redis does not answer: " + TextWidth.visible(Secrets.masked(message)));
    }

    /** On a terminal the picture itself shows it. */
    @Override
    public void say(String message) {
        if (!console.isErrTerminal().getAsBoolean()) {
            console.say(message);
        }
    }

    private void draw(String trouble) {
        Screen screen = console.screen().get();
        List<String> lines = new ArrayList<>();
        String heading = title + "  " + LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + "  Ctrl-C ends";
        lines.add(console.showsColours() ? BOLD + heading + PLAIN : heading);
        if (!trouble.isEmpty()) {
            lines.addAll(TextWidth.wrapped(trouble, screen.columns()));
        }
        lines.add("");
        painted.toString(StandardCharsets.UTF_8).lines().forEach(lines::add);

        StringBuilder frame = new StringBuilder(isFirst ? CLEAR + HOME : HOME);
        isFirst = false;
        int room = screen.rows() - 2; // one for what was left out, one for the cursor
        for (int i = 0; i < lines.size(); i++) {
            room -= height(lines.get(i), screen);
            if (room < 0) {
                frame.append("… ")
                        .append(lines.size() - i)
                        .append(" more lines")
                        .append(ERASE_REST_OF_LINE);
                frame.append('\n');
                break;
            }
            frame.append(lines.get(i)).append(ERASE_REST_OF_LINE).append('\n');
        }
        frame.append(ERASE_BELOW);
        console.write(frame.toString().getBytes(StandardCharsets.UTF_8));
        console.flush();
    }

    /** {@return how many lines of the screen a line takes} */
    private static int height(String line, Screen screen) {
        int columns = TextWidth.of(COLOUR.matcher(line).replaceAll(""));
        return Math.max(1, (columns + screen.columns() - 1) / screen.columns());
    }
}
