package io.github.dkredis.spring.boot;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications of the contracts. */
final class Runners {

    private Runners() {}

    /**
     * An application with what Spring Boot configures by itself, except the database of the tests of JPA. The beans of
     * Spring Integration and the search for repositories are left out too, since they make each start a fifth longer;
     * the samples start with them.
     */
    static ApplicationContextRunner of(Class<?> application) {
        return withDatabase(application)
                .withPropertyValues(
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                // the same in Spring Boot 3, and what Spring Boot 4 has only with a module of its own
                                + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                                + "org.springframework.boot.autoconfigure.integration.IntegrationAutoConfiguration",
                        "spring.data.redis.repositories.enabled=false");
    }

    /** An application with all that Spring Boot configures by itself. */
    static ApplicationContextRunner withDatabase(Class<?> application) {
        return new ApplicationContextRunner()
                .withUserConfiguration(application)
                .withPropertyValues("dkredis.close-timeout=500ms");
    }
}
