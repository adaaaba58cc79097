package io.github.dkredis.limit;

/** A resource, and a rate to which it is limited. Each rate of a resource is counted by itself. */
record LimitedResource(String name, Rate rate) {

    @Override
    public String toString() {
        return name + " " + rate.text();
    }
}
