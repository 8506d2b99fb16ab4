package dev.handoff.bench.peers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The pictures, as PNG. */
final class Plots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 420;
    /** For screens of high density. */
    private static final int SCALE = 2;

    /** Told apart by most eyes, on white. */
    private static final List<Color> COLOURS = List.of(
            new Color(0xd5, 0x5e, 0x00),
            new Color(0x00, 0x72, 0xb2),
            new Color(0x00, 0x9e, 0x73),
            new Color(0xe6, 0x9f, 0x00),
            new Color(0xcc, 0x79, 0xa7),
            new Color(0x56, 0xb4, 0xe9),
            new Color(0x55, 0x55, 0x55));

    private Plots() {}

    /** One line a contestant: a percentile of the latency by the time from the handoff, over all its handoffs. */
    static byte[] latencyOverTime(List<Standing> standings, double percentile) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        for (Standing standing : standings) {
            XYSeries line = new XYSeries(standing.name());
            for (Map.Entry<Long, Histogram> bucket : standing.overTime().entrySet()) {
                double middle = (bucket.getKey() + Standing.BUCKET_MICROS / 2.0) / 1000;
                line.add(middle, bucket.getValue().getValueAtPercentile(percentile) / 1000.0);
            }
            lines.addSeries(line);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                null,
                "ms from the handoff (when the first request that the new release answered was due)",
                "ms",
                lines);
        XYPlot plot = chart.getXYPlot();
        LogAxis latency = new LogAxis("latency, ms");
        latency.setNumberFormatOverride(new java.text.DecimalFormat("0.##"));
        plot.setRangeAxis(latency);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDefaultStroke(new BasicStroke(1.8f));
        renderer.setAutoPopulateSeriesStroke(false);
        for (int line = 0; line < COLOURS.size(); line++) {
            renderer.setSeriesPaint(line, COLOURS.get(line));
        }
        plot.setRenderer(renderer);
        plain(chart);
        return png(chart, HEIGHT);
    }

    /** One bar a contestant: lost requests a handoff, fresh and kept. */
    static byte[] failuresPerHandoff(List<Standing> standings) throws IOException {
        DefaultCategoryDataset bars = new DefaultCategoryDataset();
        for (Standing standing : standings) {
            double handoffs = Math.max(1, standing.handoffs());
            bars.addValue(standing.failures(false) / handoffs, "on fresh connections", standing.name());
            bars.addValue(standing.failures(true) / handoffs, "on kept connections", standing.name());
        }
        JFreeChart chart = ChartFactory.createStackedBarChart(
                null, null, "failed requests a handoff", bars, PlotOrientation.HORIZONTAL, true, false, false);
        flat(chart);
        plain(chart);
        return png(chart, HEIGHT);
    }

    /** One bar a contestant, from the command on: the median time of each phase. */
    static byte[] phases(List<Standing> standings) throws IOException {
        DefaultCategoryDataset bars = new DefaultCategoryDataset();
        for (Standing standing : standings) {
            double before = 0;
            for (Map.Entry<String, Double> phase : standing.phases().entrySet()) {
                bars.addValue(Math.max(0, phase.getValue() - before), "until: " + phase.getKey(), standing.name());
                before = Math.max(before, phase.getValue());
            }
        }
        JFreeChart chart = ChartFactory.createStackedBarChart(
                null, null, "ms from the command, median", bars, PlotOrientation.HORIZONTAL, true, false, false);
        flat(chart);
        plain(chart);
        return png(chart, HEIGHT);
    }

    private static void flat(JFreeChart chart) {
        CategoryPlot plot = chart.getCategoryPlot();
        for (int bar = 0; bar < COLOURS.size(); bar++) {
            plot.getRenderer().setSeriesPaint(bar, COLOURS.get(bar));
        }
        ((BarRenderer) plot.getRenderer()).setBarPainter(new StandardBarPainter());
        ((BarRenderer) plot.getRenderer()).setShadowVisible(false);
        ((NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(true);
    }

    private static void plain(JFreeChart chart) {
        chart.setBackgroundPaint(Color.WHITE);
        chart.getPlot().setBackgroundPaint(Color.WHITE);
        chart.getPlot().setOutlineVisible(false);
    }

    private static byte[] png(JFreeChart chart, int height) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        chart.draw(graphics, new java.awt.geom.Rectangle2D.Double(0, 0, WIDTH, height));
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ChartUtils.writeBufferedImageAsPNG(png, image);
        return png.toByteArray();
    }
}
