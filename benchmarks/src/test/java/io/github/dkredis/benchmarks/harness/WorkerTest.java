package io.github.dkredis.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.benchmarks.harness.Worker.Answer;
import io.github.dkredis.benchmarks.harness.Worker.Order;
import io.github.dkredis.benchmarks.harness.Worker.Task;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private final CountingLoad load = new CountingLoad();

    @Test
    void orders_openMeasureCheckClose_areCarriedOut() throws Exception {
        List<Answer> answers = serve(
                Order.open("w", "s", new LoadContext(1, 0, 1, ".")),
                Order.measure("w", "s", 0, Duration.ofMillis(5)),
                Order.simple(Task.CHECK, "w", "s"),
                Order.simple(Task.CLOSE, "w", "s"));

        assertThat(answers)
                .hasSize(4)
                .allSatisfy(answer -> assertThat(answer.error()).isNull());
        Sample sample = Objects.requireNonNull(answers.get(1).sample());
        assertThat(sample.operations()).isEqualTo(load.operations);
        assertThat(Objects.requireNonNull(sample.latency()).count()).isEqualTo(load.operations);
        assertThat(load.checks).isOne();
        assertThat(load.closes).isOne();
    }

    @Test
    void failingOperation_isAnsweredAsAnError() throws Exception {
        load.wrong = true;
        List<Answer> answers = serve(
                Order.open("w", "s", new LoadContext(1, 0, 1, ".")), Order.measure("w", "s", 0, Duration.ofMillis(5)));

        assertThat(answers.get(1).error()).contains("planted");
    }

    private List<Answer> serve(Order... orders) throws Exception {
        String lines = Stream.of(orders).map(Worker.JSON::writeValueAsString).collect(Collectors.joining("\n"));
        StringWriter answers = new StringWriter();
        try (Worker worker = new Worker((workload, subject) -> new Subject(subject, "1", context -> load))) {
            worker.serve(new StringReader(lines), new PrintWriter(answers));
        }
        return answers.toString()
                .lines()
                .map(line -> Worker.JSON.readValue(line, Answer.class))
                .toList();
    }

    private static final class CountingLoad implements Load {
        private volatile boolean wrong;
        private long operations;
        private int checks;
        private int closes;

        @Override
        public void run(int thread) {
            if (wrong) {
                throw new WrongResultException("planted");
            }
            operations++;
        }

        @Override
        public Measurements check() {
            checks++;
            return Measurements.NONE;
        }

        @Override
        public void close() {
            closes++;
        }
    }
}
