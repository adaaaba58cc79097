package io.github.dkredis.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.util.ClassUtils;

/**
 * Invalidates the entries that {@link CachedEntity} names, with the transaction of the current thread. See
 * {@link CacheTransactions} for what that promises.
 */
public final class CachedEntities {

    private static final ExpressionParser PARSER = new SpelExpressionParser();

    private final DkRedisCacheManager manager;
    private final ConcurrentMap<Class<?>, List<EntryKeys>> keysOfClasses = new ConcurrentHashMap<>();

    /** The entries of one cache. */
    private record EntryKeys(String cache, List<Expression> keys) {}

    /** Creates an invalidator of entries of a manager's caches. */
    public CachedEntities(DkRedisCacheManager manager) {
        this.manager = Objects.requireNonNull(manager, "manager");
    }

    /**
     * Invalidates the entries of an entity with the current transaction, or at once without one. If an attribute that a
     * key is made of has changed, call this before and after the change.
     *
     * @param entity of a class with {@link CachedEntity}
     * @throws IllegalArgumentException if its class has no such annotation, or a key is invalid
     */
    public void changed(Object entity) {
        manager.transactions().invalidate(entries(entity));
    }

    /**
     * Invalidates the entries of entities with the current transaction, or at once without one.
     *
     * @param entities of classes with {@link CachedEntity}
     * @throws IllegalArgumentException if a class has no such annotation, or a key is invalid
     */
    public void changed(Collection<?> entities) {
        Set<Object> entries = new LinkedHashSet<>();
        entities.forEach(entity -> entries.addAll(entries(entity)));
        manager.transactions().invalidate(entries);
    }

    /** As {@link #changed(Object)}; the tombstones stand before this method returns. */
    void changedAtOnce(Object entity) {
        manager.transactions().invalidateAtOnce(entries(entity));
    }

    private Set<Object> entries(Object entity) {
        EvaluationContext context = new StandardEvaluationContext(entity);
        Set<Object> entries = new LinkedHashSet<>();
        for (EntryKeys keys : keysOfClasses.computeIfAbsent(entity.getClass(), CachedEntities::keysOf)) {
            for (Expression expression : keys.keys()) {
                Object key = expression.getValue(context);
                if (key != null) {
                    entries.add(manager.entry(keys.cache(), key));
                }
            }
        }
        return entries;
    }

    private static List<EntryKeys> keysOf(Class<?> type) {
        List<EntryKeys> keys = new ArrayList<>();
        // Proxies of entities are subclasses that inherit the annotation.
        AnnotatedElementUtils.getMergedRepeatableAnnotations(type, CachedEntity.class)
                .forEach(annotation -> keys.add(new EntryKeys(
                        annotation.cache(),
                        Arrays.stream(annotation.keys())
                                .map(PARSER::parseExpression)
                                .toList())));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(ClassUtils.getUserClass(type).getName() + " has no @CachedEntity");
        }
        return List.copyOf(keys);
    }

    /** {@return the manager} */
    @Override
    public String toString() {
        return "CachedEntities[" + manager + "]";
    }
}
