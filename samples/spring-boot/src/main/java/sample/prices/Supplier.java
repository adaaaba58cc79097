package sample.prices;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Service;

/** The slow supplier. However many callers and instances ask for one article, it is called once. */
@Service
public class Supplier {

    private final AtomicInteger calls = new AtomicInteger();
    private final NamedCache<String, Price> prices;

    public Supplier(DkRedis redis) {
        this.prices = redis.cache(
                "prices",
                Price.class,
                CacheOptions.defaults().ttl(Duration.ofMinutes(10)).nearCache(1_000));
    }

    public Price price(String article) {
        return prices.get(article, this::ask);
    }

    public void priceChanged(String article) {
        prices.remove(article);
    }

    private Price ask(String article) {
        calls.incrementAndGet();
        return new Price(article, new BigDecimal("9.95"), "EUR");
    }

    public int calls() {
        return calls.get();
    }
}
