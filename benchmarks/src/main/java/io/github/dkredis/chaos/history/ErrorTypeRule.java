package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.UnexpectedError;
import java.util.List;

/** Trouble with Redis is always an exception of the product, which says what happened. */
final class ErrorTypeRule implements Rule {

    @Override
    public List<Finding> check(History history) {
        return history.recorded(UnexpectedError.class).stream()
                .map(recorded -> Finding.violation(
                        recorded.observation().feature(),
                        recorded.process() + " got " + recorded.observation().error()))
                .toList();
    }
}
