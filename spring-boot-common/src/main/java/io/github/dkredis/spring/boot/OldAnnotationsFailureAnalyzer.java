package io.github.dkredis.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to declare if the version of the annotations that Spring Boot manages is too old for Jackson 3. */
final class OldAnnotationsFailureAnalyzer extends AbstractFailureAnalyzer<OldAnnotationsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OldAnnotationsException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Add com.fasterxml.jackson.core:jackson-annotations with the version 2.21 to the application's own"
                        + " dependencies, or take Spring Boot 3.5.16 or newer: early patches of 3.5 manage a version"
                        + " that is for Jackson 2 only. Jackson 2 works with 2.21 too.",
                cause);
    }
}
