/** The measurements of dkredis as meters of Micrometer. */
module io.github.dkredis.micrometer {
    requires static transitive org.jspecify;
    requires transitive io.github.dkredis;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires micrometer.commons;

    exports io.github.dkredis.micrometer;
}
