package io.github.dkredis.benchmarks.chart;

import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws each workload of a run: one chart with a bar for each subject in all layouts, and for each layout one of the
 * latencies, if they were recorded. A curve is one chart. Of two results of a subject in the same layout, the last
 * counts. The same lines give the same files.
 */
public final class Charts {

    private static final int WIDTH = 860;
    private static final int HEAD = 130;
    private static final int BAR = 26;
    private static final int LATENCY_HEIGHT = 420;
    private static final int CURVE_HEIGHT = 360;

    private Charts() {}

    /**
     * Draws charts into a folder, which is created if it does not exist.
     *
     * @param lines results, as {@code --json} writes them
     * @return the files, in the order of the lines
     */
    public static List<Path> draw(List<String> lines, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        List<JsonNode> results = lines.stream()
                .filter(line -> !line.isBlank())
                .map(JsonMapper.shared()::readTree)
                .filter(result -> result.path("ops_per_s").isNumber()) // subjects that failed have no rate
                .toList();
        for (List<CurvePoint> curve : curves(results)) {
            Path file = folder.resolve(curve.get(0).curve() + ".svg");
            write(CurveChart.of(curve), CURVE_HEIGHT, file);
            files.add(file);
        }
        for (List<Measured> workload : grouped(results)) {
            String name = workload.get(0).workload();
            List<String> subjects =
                    workload.stream().map(Measured::subject).distinct().toList();
            int bars = workload.size();
            Path file = folder.resolve(name + ".svg");
            write(bars(name, workload, subjects), HEAD + BAR * bars, file);
            files.add(file);
            Map<String, List<Measured>> byLayout = workload.stream()
                    .filter(result -> !result.latencies().isEmpty())
                    .collect(Collectors.groupingBy(Measured::layout, LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<String, List<Measured>> layout : byLayout.entrySet()) {
                String suffix =
                        layout.getKey().replace(" × ", "-").replace(' ', '-').toLowerCase(Locale.ROOT);
                Path latency = folder.resolve(name + "-latency-" + suffix + ".svg");
                write(latency(name + ", " + layout.getKey(), layout.getValue(), subjects), LATENCY_HEIGHT, latency);
                files.add(latency);
            }
        }
        return files;
    }

    private static List<List<CurvePoint>> curves(List<JsonNode> results) {
        Map<String, List<CurvePoint>> byCurve = results.stream()
                .filter(CurvePoint::isIn)
                .map(CurvePoint::of)
                .collect(Collectors.groupingBy(CurvePoint::curve, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(byCurve.values());
    }

    private static List<List<Measured>> grouped(List<JsonNode> results) {
        Map<String, Map<List<String>, Measured>> byWorkload = new LinkedHashMap<>();
        results.stream()
                .filter(result -> !CurvePoint.isIn(result))
                .map(Measured::of)
                .forEach(result -> byWorkload
                        .computeIfAbsent(result.workload(), workload -> new LinkedHashMap<>())
                        .put(List.of(result.subject(), result.layout()), result));
        return byWorkload.values().stream()
                .map(workload -> List.copyOf(workload.values()))
                .toList();
    }

    // ---- bars

    private static JFreeChart bars(String name, List<Measured> results, List<String> subjects) {
        BarScale scale = BarScale.of(results);
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        Map<String, Map<String, Measured>> bySubject = new LinkedHashMap<>();
        for (Measured result : results) {
            data.addValue(scale.position(result.value()), result.subject(), result.layout());
            bySubject
                    .computeIfAbsent(result.subject(), subject -> new LinkedHashMap<>())
                    .put(result.layout(), result);
        }
        String what = results.get(0).what() + (scale.isLogarithmic() ? " (logarithmic)" : "");
        JFreeChart chart = ChartFactory.createBarChart(
                name + ": " + what, null, null, data, PlotOrientation.HORIZONTAL, true, false, false);
        Style.apply(chart);
        CategoryPlot plot = chart.getCategoryPlot();
        SpreadBarRenderer renderer = new SpreadBarRenderer(bySubject, scale);
        for (int i = 0; i < data.getRowCount(); i++) {
            renderer.setSeriesPaint(i, Style.of(String.valueOf(data.getRowKey(i)), subjects));
        }
        plot.setRenderer(renderer);
        plot.setRangeGridlinePaint(Style.GRID);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.getDomainAxis().setCategoryMargin(0.15);
        Style.apply(plot.getDomainAxis());
        NumberAxis values = (NumberAxis) plot.getRangeAxis();
        values.setNumberFormatOverride(new TickFormat(position -> SpreadBarRenderer.shortened(scale.value(position))));
        values.setRange(scale.first(), scale.last());
        if (scale.isLogarithmic()) {
            values.setTickUnit(new NumberTickUnit(1, (TickFormat) values.getNumberFormatOverride()));
        }
        Style.apply(values);
        return chart;
    }

    // ---- latency

    /**
     * Both axes are logarithmic: each further nine of the share has the same width, and each doubling of the time the
     * same height. The data are logarithms, since the library's own logarithmic axis writes its numbers as shapes.
     */
    private static JFreeChart latency(String title, List<Measured> results, List<String> subjects) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (Measured result : results) {
            XYSeries series = new XYSeries(result.subject());
            result.latencies().forEach((share, micros) -> {
                if (share < 1 && micros > 0) {
                    series.add(-Math.log10(1 - share), Math.log(micros) / Math.log(2));
                }
            });
            data.addSeries(series);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                title + ": latency in microseconds", null, null, data, PlotOrientation.VERTICAL, true, false, false);
        Style.apply(chart);
        XYPlot plot = chart.getXYPlot();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, Style.of(String.valueOf(data.getSeriesKey(i)), subjects));
            renderer.setSeriesStroke(i, Style.THICK);
        }
        plot.setRenderer(renderer);
        plot.setRangeGridlinePaint(Style.GRID);
        plot.setDomainGridlinePaint(Style.GRID);
        plot.setDomainAxis(axis(
                "share of the operations that took at most that long",
                nines -> BigDecimal.valueOf(100 - 100 / Math.pow(10, nines))
                                .round(new MathContext(6))
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %"));
        plot.setRangeAxis(axis(null, power -> SpreadBarRenderer.shortened(Math.pow(2, power))));
        return chart;
    }

    static NumberAxis axis(@Nullable String label, DoubleFunction<String> text) {
        NumberAxis axis = new NumberAxis(label);
        axis.setTickUnit(new NumberTickUnit(1, new TickFormat(text)));
        axis.setAutoRangeIncludesZero(false);
        axis.setLowerMargin(0.02);
        axis.setUpperMargin(0.04);
        Style.apply(axis);
        return axis;
    }

    private static void write(JFreeChart chart, int height, Path file) throws IOException {
        SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, height);
        graphics.setDefsKeyPrefix("chart"); // the default is the time
        graphics.setPaint(Color.WHITE);
        chart.draw(graphics, new Rectangle(WIDTH, height));
        Files.writeString(file, graphics.getSVGDocument(), StandardCharsets.UTF_8);
    }
}
