/** Spring's cache, transactions and lock registries on dkredis, without Spring Boot. */
@NullMarked
package io.github.dkredis.spring;

import org.jspecify.annotations.NullMarked;
