package io.github.dkredis.benchmarks.chart;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;

/** Horizontal bars for the medians, each with a line from the slowest window to the fastest one, and its number. */
final class SpreadBarRenderer extends BarRenderer {

    private static final long serialVersionUID = 1L;
    private static final float WHISKER = 4;
    private static final float GAP = 7;

    /** The results by subject and layout. */
    private final transient Map<String, Map<String, Measured>> results;

    private final transient BarScale scale;

    SpreadBarRenderer(Map<String, Map<String, Measured>> results, BarScale scale) {
        this.results = results;
        this.scale = scale;
        setBase(scale.first());
        setIncludeBaseInRange(false);
        setBarPainter(new StandardBarPainter());
        setShadowVisible(false);
        setItemMargin(0.08);
        setMaximumBarWidth(0.12);
    }

    @Override
    public void drawItem(
            Graphics2D graphics,
            CategoryItemRendererState state,
            Rectangle2D area,
            CategoryPlot plot,
            CategoryAxis layouts,
            ValueAxis values,
            CategoryDataset data,
            int subject,
            int layout,
            int pass) {
        super.drawItem(graphics, state, area, plot, layouts, values, data, subject, layout, pass);
        Map<String, Measured> byLayout = results.getOrDefault(String.valueOf(data.getRowKey(subject)), Map.of());
        Measured result = byLayout.get(String.valueOf(data.getColumnKey(layout)));
        if (result == null) {
            return;
        }
        double from = values.valueToJava2D(scale.position(result.smallest()), area, RectangleEdge.BOTTOM);
        double to = values.valueToJava2D(scale.position(result.largest()), area, RectangleEdge.BOTTOM);
        double middle = calculateBarW0(plot, plot.getOrientation(), area, layouts, state, subject, layout)
                + state.getBarWidth() / 2;
        graphics.setPaint(Style.TEXT);
        graphics.setStroke(Style.THIN);
        if (from < to) {
            graphics.draw(new Line2D.Double(from, middle, to, middle));
            graphics.draw(new Line2D.Double(from, middle - WHISKER, from, middle + WHISKER));
            graphics.draw(new Line2D.Double(to, middle - WHISKER, to, middle + WHISKER));
        }
        graphics.setFont(Style.LABEL);
        graphics.drawString(shortened(result.value()), (float) to + GAP, (float) middle + WHISKER);
    }

    /** Numbers of at most four digits with their unit, without zeros that say nothing. */
    static String shortened(double number) {
        if (number >= 1e6) {
            return digits(number / 1e6) + " M";
        }
        return number >= 1e3 ? digits(number / 1e3) + " k" : digits(number);
    }

    private static String digits(double number) {
        int decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
        return BigDecimal.valueOf(number)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
