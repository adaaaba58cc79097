package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.CachingContract;

/** The contract of caching, with this line of Spring Boot. */
class CachingTest extends CachingContract {}
