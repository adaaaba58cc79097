package io.github.dkredis.benchmarks.flame;

import java.util.Locale;
import java.util.Map;

/**
 * Draws a {@link StackTree}: each method is a bar on top of its caller, as wide as its share of the samples (Gregg's
 * flame graph). A method's whole name and its share are in its tooltip.
 */
final class FlameGraph {

    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final int TOP = 34;
    private static final double PIXELS_A_CHARACTER = 6.4;
    private static final double SMALLEST = 1.5;

    private final StackTree tree;

    FlameGraph(StackTree tree) {
        this.tree = tree;
    }

    String svg(String title) {
        int rows = depth(tree);
        int height = TOP + (rows + 1) * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">\n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"8\" y=\"20\" font-size=\"15\" font-weight=\"bold\">%s: %,d samples</text>\n",
                escaped(title),
                tree.samples()));
        callees(svg, tree, 0, height - ROW);
        return svg.append("</svg>\n").toString();
    }

    private int depth(StackTree node) {
        return node.callees().values().stream()
                .filter(this::isVisible)
                .mapToInt(callee -> 1 + depth(callee))
                .max()
                .orElse(0);
    }

    private void callees(StringBuilder svg, StackTree node, double left, int y) {
        double x = left;
        for (Map.Entry<String, StackTree> callee : node.callees().entrySet()) {
            double width = width(callee.getValue());
            if (isVisible(callee.getValue())) {
                bar(svg, callee.getKey(), callee.getValue(), x, y);
                callees(svg, callee.getValue(), x, y - ROW);
            }
            x += width;
        }
    }

    private void bar(StringBuilder svg, String name, StackTree node, double x, int y) {
        double width = width(node);
        String label = label(name);
        int characters = (int) (width / PIXELS_A_CHARACTER);
        String shown =
                label.length() <= characters ? label : characters < 4 ? "" : label.substring(0, characters - 1) + "…";
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\""
                        + " stroke=\"#fff\" stroke-width=\"0.5\"/>",
                escaped(name),
                100.0 * node.samples() / tree.samples(),
                x,
                y,
                width,
                ROW,
                colour(name)));
        if (!shown.isEmpty()) {
            svg.append(
                    String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 12, escaped(shown)));
        }
        svg.append("</g>\n");
    }

    /** Returns the class without its package, and the method. */
    private static String label(String name) {
        int method = name.lastIndexOf('.');
        return name.substring(name.lastIndexOf('.', method - 1) + 1);
    }

    /** Blue is dkredis, orange its driver, yellow the network, grey the JDK, and green everything else. */
    private static String colour(String name) {
        if (name.startsWith("io.github.dkredis.benchmarks")) {
            return "#b7e4c7";
        }
        if (name.startsWith("io.github.dkredis")) {
            return "#8ec5ff";
        }
        if (name.startsWith("io.lettuce")) {
            return "#ffc48a";
        }
        if (name.startsWith("io.netty")) {
            return "#ffe699";
        }
        return name.startsWith("java") || name.startsWith("jdk.") || name.startsWith("sun.") ? "#d9dde2" : "#b7e4c7";
    }

    private boolean isVisible(StackTree node) {
        return width(node) >= SMALLEST;
    }

    private double width(StackTree node) {
        return (double) WIDTH * node.samples() / Math.max(1, tree.samples());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
