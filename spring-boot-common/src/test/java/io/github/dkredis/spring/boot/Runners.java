package io.github.dkredis.spring.boot;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications of the contracts. */
final class Runners {

    private Runners() {}

    /** An application with all that Spring Boot configures by itself, except the database of the tests of JPA. */
    static ApplicationContextRunner of(Class<?> application) {
        return withDatabase(application)
                .withPropertyValues(
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"); // Boot 3
    }

    /** An application with all that Spring Boot configures by itself. */
    static ApplicationContextRunner withDatabase(Class<?> application) {
        return new ApplicationContextRunner()
                .withUserConfiguration(application)
                .withPropertyValues("dkredis.close-timeout=500ms");
    }
}
