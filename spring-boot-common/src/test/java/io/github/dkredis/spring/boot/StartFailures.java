package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What Spring Boot would print about an application that does not start. */
final class StartFailures {

    private StartFailures() {}

    /** {@return the report of the first of all registered analyzers that knows the failure} */
    static FailureAnalysis analysis(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable failure = Objects.requireNonNull(context.getStartupFailure());
        return SpringFactoriesLoader.forDefaultResourceLocation(StartFailures.class.getClassLoader())
                // Those that need an environment or beans cannot be made here, and are for other failures.
                .load(FailureAnalyzer.class, (type, name, trouble) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no analyzer knows this failure", failure));
    }
}
