package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.codec.TypeRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ValueTypesTest {

    interface Source<T> {
        T one();

        List<T> several();

        Mono<Map<String, T>> mapped();
    }

    interface Numbers extends Source<Integer> {
        int primitive();

        void nothing();

        Mono<Void> empty();

        Optional<Long> optional();

        CompletableFuture<Optional<Long>> future();

        CompletionStage<List<? extends Long>> stage();

        Flux<Long> flux();

        long[] array();

        Object anything();

        <X> X variable();
    }

    private static String type(String method) throws Exception {
        return ValueTypes.ofMethod(Numbers.class.getMethod(method), Numbers.class)
                .map(java.lang.reflect.Type::getTypeName)
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | java.lang.Integer",
                "several | java.util.List<java.lang.Integer>",
                "mapped | java.util.Map<java.lang.String, java.lang.Integer>",
                "primitive | java.lang.Integer",
                "nothing | nothing",
                "empty | nothing",
                "optional | java.lang.Long",
                "future | java.lang.Long",
                "stage | java.util.List<java.lang.Long>",
                "flux | java.util.List<java.lang.Long>",
                "array | long[]"
            })
    void ofMethod_declaredType_isThatOfTheValue(String method, String expected) throws Exception {
        assertThat(type(method)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"anything", "variable"})
    void ofMethod_typeThatTellsNothing_isRefused(String method) {
        assertThatThrownBy(() -> type(method)).isInstanceOf(UnreadableTypeException.class);
    }

    @Test
    void named_genericType_equalsThatOfAMethod() throws Exception {
        ClassLoader loader = ClassUtils.getDefaultClassLoader();

        assertThat(ValueTypes.named("java.util.Map<java.lang.String, java.lang.Integer>", loader))
                .isEqualTo(ValueTypes.ofMethod(Numbers.class.getMethod("mapped"), Numbers.class)
                        .orElseThrow())
                .isEqualTo(ValueTypes.normalized(new TypeRef<Map<String, Integer>>() {}.type()));
        assertThat(ValueTypes.named("java.util.List<java.util.List<long[]>>", loader))
                .hasToString("java.util.List<java.util.List<long[]>>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"List", "java.util.List<java.lang.String", "java.util.List<>", "java.util.Map<java.lang.String>"})
    void named_invalid_isRefused(String name) {
        assertThatThrownBy(() -> ValueTypes.named(name, ValueTypesTest.class.getClassLoader()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
