package io.github.dkredis.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Draws results that a run has recorded. */
class ChartsTest {

    @TempDir
    Path folder;

    private static List<String> recorded() throws IOException {
        try (InputStream in = ChartsTest.class.getResourceAsStream("recorded.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<String> texts(Path file) throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        parser.setEntityResolver(
                (name, address) -> new InputSource(new StringReader(""))); // reads no DTD from elsewhere
        Document svg = parser.parse(file.toFile());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(((Element) nodes.item(i)).getTextContent().strip());
        }
        return texts;
    }

    @Test
    void draw_recordedResults_oneThroughputChartAndOneLatencyChartForEachLayout() throws Exception {
        List<Path> files = Charts.draw(recorded(), folder);

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "values.get.svg",
                        "values.get-latency-1-thread.svg",
                        "values.get-latency-2-jvms-8-threads.svg",
                        "pickle.write.svg");
        assertThat(files).allSatisfy(file -> assertThat(Files.size(file)).isPositive());
    }

    @Test
    void throughput_recordedResults_namesSubjectsLayoutsAndRates() throws Exception {
        Charts.draw(recorded(), folder);

        assertThat(texts(folder.resolve("values.get.svg")))
                .contains(
                        "values.get: operations per second", "dkredis", "jedis pool", "1 thread", "2 JVMs × 8 threads")
                .contains("41.2 k", "203 k", "39.9 k", "1.21 M")
                .doesNotContain("broken"); // it failed, so there is nothing to draw
    }

    @Test
    void latency_recordedResults_hasACurveForEachSubject() throws Exception {
        Charts.draw(recorded(), folder);

        assertThat(texts(folder.resolve("values.get-latency-1-thread.svg")))
                .contains(
                        "values.get, 1 thread: latency in microseconds", "dkredis", "jedis pool", "90 %", "99 %", "32");
    }

    @Test
    void draw_twice_givesTheSameFiles() throws Exception {
        List<Path> once = Charts.draw(recorded(), folder.resolve("once"));
        List<Path> again = Charts.draw(recorded(), folder.resolve("again"));

        for (int i = 0; i < once.size(); i++) {
            assertThat(once.get(i)).hasSameTextualContentAs(again.get(i));
        }
    }

    @Test
    void spread_ofSlowestAndFastestWindow_isDrawn() throws Exception {
        List<String> flat = recorded().stream()
                .map(line -> line.replaceAll("\"ops_per_s_(min|max)\":[0-9.]+,", ""))
                .toList();
        Charts.draw(recorded(), folder.resolve("spread"));
        Charts.draw(flat, folder.resolve("flat"));

        assertThat(whiskers("spread") - whiskers("flat")).isEqualTo(4 * 3); // three lines for each of four bars
    }

    private long whiskers(String run) throws IOException {
        String svg = Files.readString(folder.resolve(run).resolve("values.get.svg"));
        return svg.split("<line [^>]*stroke-width:1.2").length;
    }
}
