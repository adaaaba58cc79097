package io.github.dkredis.benchmarks.chart;

import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws a curve with a line for each library. Both axes are logarithmic, so that what is proportional is a straight
 * line: each doubling or each power of ten has the same width. Only nodes of a cluster are too few for that.
 */
final class CurveChart {

    private CurveChart() {}

    static JFreeChart of(List<CurvePoint> points) {
        CurvePoint first = points.get(0);
        Scale scale = Scale.of(first.axis());
        List<String> subjects =
                points.stream().map(CurvePoint::subject).distinct().toList();
        XYSeriesCollection data = new XYSeriesCollection();
        for (String subject : subjects) {
            XYSeries series = new XYSeries(subject);
            points.stream()
                    .filter(point -> point.subject().equals(subject) && point.rate() > 0)
                    .forEach(point -> series.add(scale.position(point.at()), Math.log10(point.rate())));
            data.addSeries(series);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                first.curve().replaceFirst("^curve\\.", "").replace("." + first.axis(), "") + ": " + first.unit()
                        + " per second",
                null,
                null,
                data,
                PlotOrientation.VERTICAL,
                true,
                false,
                false);
        Style.apply(chart);
        XYPlot plot = chart.getXYPlot();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int i = 0; i < subjects.size(); i++) {
            renderer.setSeriesPaint(i, Style.of(subjects.get(i), subjects));
            renderer.setSeriesStroke(i, Style.THICK);
            renderer.setSeriesShape(i, Style.DOT);
        }
        plot.setRenderer(renderer);
        plot.setRangeGridlinePaint(Style.GRID);
        plot.setDomainGridlinePaint(Style.GRID);
        NumberAxis along = Charts.axis(first.axis(), position -> SpreadBarRenderer.shortened(scale.value(position)));
        plot.setDomainAxis(along);
        NumberAxis rates = Charts.axis(null, power -> SpreadBarRenderer.shortened(Math.pow(10, power)));
        plot.setRangeAxis(rates);
        double lowest = points.stream()
                .mapToDouble(CurvePoint::rate)
                .filter(rate -> rate > 0)
                .min()
                .orElse(1);
        double highest = points.stream().mapToDouble(CurvePoint::rate).max().orElse(10);
        // whole powers of ten, so that charts can be compared at a glance
        rates.setRange(Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest * 1.01)));
        return chart;
    }

    /** How the values of an axis are spread. */
    private enum Scale {
        LINEAR(0),
        DOUBLING(2),
        TENFOLD(10);

        private final int base;

        Scale(int base) {
            this.base = base;
        }

        static Scale of(String axis) {
            return switch (axis) {
                case "threads", "JVMs" -> DOUBLING;
                case "nodes" -> LINEAR;
                default -> TENFOLD;
            };
        }

        double position(double value) {
            return base == 0 ? value : Math.log(value) / Math.log(base);
        }

        double value(double position) {
            return base == 0 ? position : Math.rint(Math.pow(base, position));
        }
    }
}
