package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One feature along one axis.
 *
 * @param feature what is measured
 * @param axis what varies
 */
record Curve(Feature feature, Axis axis) {

    /** {@return the name in results: {@code curve.values.get.threads}} */
    String name() {
        return "curve." + feature.name() + "." + axis.label();
    }

    /** {@return the points in rising order} */
    List<Point> points() {
        int largest = Objects.requireNonNull(feature.axes().get(axis));
        return axis.points().stream()
                .filter(value -> value <= largest)
                .map(value -> new Point(this, value))
                .toList();
    }

    /** One point of a curve, at a value of the axis. */
    record Point(Curve curve, int value) {

        Shape shape() {
            return curve.axis.at(curve.feature.usual(), value);
        }

        /** {@return the operation with all its subjects, as a worker JVM finds it by its name} */
        Workload workload() {
            Shape shape = shape();
            List<Subject> subjects = Stream.of(curve.feature.product(), curve.feature.other())
                    .filter(library -> shape.nodes() == 0 || library.isForClusters())
                    .map(library -> new Subject(
                            library.name(),
                            library.version(),
                            context -> new CurveLoad(library.opener().open(context, shape), context, shape.keys()),
                            Reach.JVMS))
                    .toList();
            return new Workload(
                    curve.name() + "." + value,
                    curve.feature.other().name(),
                    subjects,
                    settings -> List.of(shape.layout()),
                    List.of(Column.RATE),
                    Commands.BY_SERVER,
                    curve.feature.unitsPerCall().applyAsInt(shape));
        }
    }
}
