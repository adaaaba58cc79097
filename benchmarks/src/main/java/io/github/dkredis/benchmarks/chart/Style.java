package io.github.dkredis.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.ui.RectangleInsets;

/** How the charts look: dkredis in blue, the others in colours that colour-blind readers can tell apart. */
final class Style {

    static final Color TEXT = new Color(0x24292f);
    static final Color GRID = new Color(0xd0d7de);
    static final Stroke THICK = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Shape DOT = new Ellipse2D.Double(-3, -3, 6, 6);
    static final Stroke THIN = new BasicStroke(1.2f);

    private static final String FAMILY = Font.SANS_SERIF;
    private static final Font TITLE = new Font(FAMILY, Font.BOLD, 16);
    static final Font LABEL = new Font(FAMILY, Font.PLAIN, 12);

    private static final List<Color> OWN = List.of(new Color(0x0b5cad), new Color(0x4a9be8), new Color(0x9ccbf5));
    private static final List<Color> OTHERS = List.of(
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0xe69f00),
            new Color(0x8c8c8c),
            new Color(0x6a4c93),
            new Color(0x7f5539),
            new Color(0x2a9d8f));

    private Style() {}

    /** {@return the colour of one of several subjects, the same in every chart that has the same subjects} */
    static Paint of(String subject, List<String> subjects) {
        boolean isOwn = subject.startsWith("dkredis");
        int index = subjects.stream()
                .filter(other -> other.startsWith("dkredis") == isOwn)
                .toList()
                .indexOf(subject);
        List<Color> colours = isOwn ? OWN : OTHERS;
        return colours.get(index % colours.size());
    }

    static void apply(JFreeChart chart) {
        chart.setBackgroundPaint(Color.WHITE);
        chart.getTitle().setFont(TITLE);
        chart.getTitle().setPaint(TEXT);
        chart.setPadding(new RectangleInsets(8, 8, 8, 16));
        if (chart.getLegend() != null) {
            chart.getLegend().setItemFont(LABEL);
            chart.getLegend().setItemPaint(TEXT);
            chart.getLegend().setFrame(BlockBorder.NONE);
        }
        Plot plot = chart.getPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
    }

    static void apply(Axis axis) {
        axis.setTickLabelFont(LABEL);
        axis.setTickLabelPaint(TEXT);
        axis.setLabelFont(LABEL);
        axis.setLabelPaint(TEXT);
        axis.setAxisLinePaint(GRID);
    }
}
