package sample.prices;

import io.github.dkredis.DkRedis;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the shop offers over HTTP. */
@RestController
public class PricesController {

    private final Supplier supplier;
    private final Stock stock;
    private final DkRedis redis;

    public PricesController(Supplier supplier, Stock stock, DkRedis redis) {
        this.supplier = supplier;
        this.stock = stock;
        this.redis = redis;
    }

    @GetMapping("/prices/{article}")
    Price price(@PathVariable("article") String article) {
        return supplier.price(article);
    }

    @DeleteMapping("/prices/{article}")
    void changed(@PathVariable("article") String article) {
        supplier.priceChanged(article);
    }

    @PostMapping("/orders/{article}")
    ResponseEntity<String> order(@PathVariable("article") String article) {
        RateLimiter orders = redis.rateLimiter("orders:" + article, Rate.of(5, Duration.ofHours(1)));
        if (!orders.tryAcquire().isAllowed()) {
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS).body("too many orders of it in this hour");
        }
        return stock.sell(article)
                ? ResponseEntity.ok("sold")
                : ResponseEntity.status(HttpStatus.CONFLICT).body("sold out");
    }
}
