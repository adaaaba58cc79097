/** What Spring Boot 4 finds by itself; applications use none of these types. */
@NullMarked
package io.github.dkredis.spring.boot.starter;

import org.jspecify.annotations.NullMarked;
