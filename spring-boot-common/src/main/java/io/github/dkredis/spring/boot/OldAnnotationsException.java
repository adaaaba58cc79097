package io.github.dkredis.spring.boot;

import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Jackson 3 cannot use the application's {@code jackson-annotations}. Jackson 2 and 3 share this artifact, and early
 * patches of Spring Boot 3.5 manage a version that only Jackson 2 can use, whatever version dkredis declares.
 */
final class OldAnnotationsException extends IllegalStateException {

    private static final long serialVersionUID = 1L;
    /** The first class that Jackson 3.1 looks for and does not find in older annotations than 2.21. */
    private static final String NEW_ANNOTATION = "com.fasterxml.jackson.annotation.JsonSerializeAs";

    private static final String OLD_ANNOTATION = "com/fasterxml/jackson/annotation/JsonProperty.class";

    private OldAnnotationsException(String message) {
        super(message);
    }

    /**
     * Looks at the annotations of an application at its start. The first value that is written or read would fail
     * otherwise.
     *
     * @throws OldAnnotationsException if they are too old
     */
    static void throwIfOld(@Nullable ClassLoader loader) {
        ClassLoader used = loader == null ? OldAnnotationsException.class.getClassLoader() : loader;
        if (!ClassUtils.isPresent(NEW_ANNOTATION, used)) {
            URL place = used.getResource(OLD_ANNOTATION);
            throw new OldAnnotationsException(
                    "dkredis needs com.fasterxml.jackson.core:jackson-annotations 2.21 or newer, and this application "
                            + (place == null ? "has none" : "has an older one: " + place));
        }
    }
}
