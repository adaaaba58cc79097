package sample.prices;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** The slow supplier. However many callers and instances ask for one article, it is called once. */
@Service
public class Supplier {

    private final AtomicInteger calls = new AtomicInteger();

    @Cacheable(cacheNames = "prices", sync = true)
    public Price price(String article) {
        calls.incrementAndGet();
        return new Price(article, new BigDecimal("9.95"), "EUR");
    }

    @CacheEvict("prices")
    public void priceChanged(String article) {}

    public int calls() {
        return calls.get();
    }
}
