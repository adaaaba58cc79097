package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.TopologiesContract;

/** The contract of groups of servers, with this line of Spring Boot. */
class TopologiesTest extends TopologiesContract {}
