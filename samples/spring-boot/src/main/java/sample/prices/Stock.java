package sample.prices;

import io.github.dkredis.DkRedis;
import org.springframework.stereotype.Service;

/** A stock in Redis that is changed by several steps, one caller at a time over all instances. */
@Service
public class Stock {

    private final DkRedis redis;

    public Stock(DkRedis redis) {
        this.redis = redis;
    }

    public boolean sell(String article) {
        return redis.mutex("stock:" + article).call(() -> {
            int left = redis.values().get("left:" + article, Integer.class).orElse(3);
            if (left == 0) {
                return false;
            }
            redis.values().set("left:" + article, left - 1);
            return true;
        });
    }
}
