package io.github.dkredis.chaos.history;

import java.util.List;

/** Checks a history against all rules. */
public final class HistoryChecker {

    private final List<Rule> rules;

    /** A checker with these bounds. */
    public HistoryChecker(Bounds bounds) {
        this.rules = List.of(
                new WriteRule(),
                new MaximumRule(),
                new ExclusionRule(bounds),
                new FencedRegisterRule(bounds),
                new StaleReadRule(bounds),
                new RateLimitRule(bounds),
                new CooldownRule(bounds),
                new TtlRule(),
                new LeakRule(bounds),
                new RecoveryRule(bounds),
                new ErrorTypeRule());
    }

    /** {@return everything that the rules do not allow} */
    public List<Finding> check(History history) {
        return rules.stream().flatMap(rule -> rule.check(history).stream()).toList();
    }
}
