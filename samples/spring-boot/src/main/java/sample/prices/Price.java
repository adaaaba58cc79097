package sample.prices;

import java.math.BigDecimal;

/** What the supplier asks for an article. It is cached without the name of its class. */
public record Price(String article, BigDecimal amount, String currency) {}
