package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.JpaContract;

/** The contract of JPA's entities, with this line of Spring Boot. */
class JpaTest extends JpaContract {}
