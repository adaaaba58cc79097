package io.github.dkredis.spring;

import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PostUpdate;
import java.util.Objects;

/**
 * A JPA entity listener that invalidates the entries which {@link CachedEntity} names, when JPA writes an entity to the
 * database: {@code @EntityListeners(CachedEntityListener.class)}.
 *
 * <p>The tombstones of an entity are placed with its SQL statement, by one round trip, since a commit may write
 * entities after every other callback before it. So the transaction limit has to be longer than the rest of the
 * transaction. Bulk statements and changed keys are not noticed; for those, use {@link CachedEntities}.
 *
 * <p>The JPA provider has to take listeners from Spring: for Hibernate, the setting
 * {@code hibernate.resource.beans.container} is a {@code SpringBeanContainer}.
 */
public final class CachedEntityListener {

    private final CachedEntities entities;

    /** Creates a listener. */
    public CachedEntityListener(CachedEntities entities) {
        this.entities = Objects.requireNonNull(entities, "entities");
    }

    /** The entity was inserted, updated or deleted, and its transaction goes on. */
    @PostPersist
    @PostUpdate
    @PostRemove
    void written(Object entity) {
        entities.changedAtOnce(entity);
    }
}
