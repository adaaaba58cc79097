package io.github.dkredis.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.dkredis.CodecException;
import io.github.dkredis.support.Javac;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kotlin.Triple;
import kotlin.collections.IndexedValue;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.module.kotlin.KotlinModule;

/** What JSON and pickles have in common: the same values bind to the same types, and the same ones are refused. */
class StrictnessTest {

    record Price(int cents, double rate, String currency) {}

    record User(String name, int age) {}

    record Team(List<User> users) {}

    record Older(String name, @Nullable String mail, Optional<String> phone, int logins) {}

    @NullUnmarked
    record Unmarked(String name, String mail) {}

    static Stream<Codec> codecs() {
        return Stream.of(Codec.pickle(), Codec.json());
    }

    private static void assertRefused(Codec codec, @Nullable Object value, Type type, String message) {
        byte[] bytes = codec.encode(value);

        assertThatThrownBy(() -> codec.decode(bytes, type))
                .isExactlyInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_ofANumberThatWouldBeChanged_namesPathAndTypes(Codec codec) {
        Map<String, Object> price = Map.of("cents", 199.99, "rate", 1.5, "currency", "NOK");
        Map<String, Object> text = Map.of("cents", "199", "rate", 1.5, "currency", "NOK");
        Map<String, Object> large = Map.of("cents", 1L << 31, "rate", 1.5, "currency", "NOK");
        Map<String, Object> rounded = Map.of("cents", 1, "rate", (1L << 53) + 1, "currency", "NOK");
        Map<String, Object> number = Map.of("cents", 1, "rate", 1, "currency", 47);

        assertRefused(codec, price, Price.class, "cents: expected int, found a floating-point number");
        assertRefused(codec, text, Price.class, "cents: expected int, found a string");
        assertRefused(codec, large, Price.class, "cents: expected int, found an integer that it cannot hold");
        assertRefused(codec, rounded, Price.class, "rate: expected double, found an integer that it cannot hold");
        assertRefused(codec, number, Price.class, "currency: expected String, found an integer");
        assertRefused(codec, "199", int.class, "expected int, found a string");
        assertRefused(codec, 1, boolean.class, "expected boolean, found an integer");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_ofANestedMismatch_namesTheWholePath(Codec codec) {
        Map<String, Object> ada = Map.of("name", "Ada", "age", 36);
        Map<String, Object> kari = Map.of("name", "Kari", "age", "old");

        assertRefused(
                codec, Map.of("users", List.of(ada, kari)), Team.class, "users[1].age: expected int, found a string");
        assertRefused(
                codec,
                List.of(ada, kari),
                new TypeRef<List<User>>() {}.type(),
                "[1].age: expected int, found a string");
        // the key is data, and stays out of the message
        assertRefused(
                codec,
                Map.of("secret", kari),
                new TypeRef<Map<String, User>>() {}.type(),
                "[…].age: expected int, found a string");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_withoutAComponent_isRefusedUnlessItMayBeAbsent(Codec codec) {
        byte[] fits = codec.encode(Map.of("name", "Kari", "logins", 1));

        assertThat(codec.decode(fits, Older.class)).isEqualTo(new Older("Kari", null, Optional.empty(), 1));
        assertRefused(codec, Map.of("name", "Kari"), Older.class, "logins: expected int, found nothing");
        assertRefused(codec, Map.of("logins", 1), Older.class, "name: expected String, found nothing");
        assertRefused(codec, Map.of("name", "Kari"), Unmarked.class, "mail: expected String, found nothing");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_ofNullForANonNullComponent_isRefused(Codec codec) {
        Map<String, @Nullable Object> noName = new LinkedHashMap<>();
        noName.put("name", null);
        noName.put("age", 1);
        Map<String, @Nullable Object> noAge = new LinkedHashMap<>();
        noAge.put("name", "Kari");
        noAge.put("age", null);

        assertRefused(codec, noName, User.class, "name: expected String, found null");
        assertRefused(codec, noAge, User.class, "age: expected int, found null");
        assertThat(codec.decode(codec.encode(new Unmarked("a", null)), Unmarked.class))
                .isEqualTo(new Unmarked("a", null));
    }

    @Test
    void decode_withMissingPropertiesAllowed_usesDefaults() {
        for (Codec codec : List.of(
                PickleCodec.standard().withMissing(MissingProperties.USE_DEFAULTS),
                JsonCodec.standard().withMissing(MissingProperties.USE_DEFAULTS))) {
            assertThat(codec.decode(codec.encode(Map.of("age", 1)), User.class)).isEqualTo(new User(null, 1));
            assertThat(codec.decode(codec.encode(Map.of("name", "a")), User.class))
                    .isEqualTo(new User("a", 0));
            assertRefused(codec, Map.of("age", 1.5), User.class, "age: expected int, found a floating-point number");
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_withAnUnknownProperty_ignoresIt(Codec codec) {
        byte[] newer = codec.encode(Map.of("name", "Kari", "age", 33, "added", "later"));

        assertThat(codec.decode(newer, User.class)).isEqualTo(new User("Kari", 33));
    }

    /** A class that Jackson cannot see into. */
    static final class Opaque {}

    record Holder(Opaque opaque) {}

    @ParameterizedTest
    @MethodSource("codecs")
    void encode_ofAClassWithoutProperties_isRefused(Codec codec) {
        assertThatThrownBy(() -> codec.encode(new Opaque()))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("Opaque cannot be written as")
                .hasMessageContaining("it has no properties");
        assertThatThrownBy(() -> codec.encode(List.of(new Holder(new Opaque()))))
                .hasMessageContaining("opaque: a ");
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    record Page<T>(int number, List<T> items) {}

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_ofSealedTypesInsideGenerics_givesTheirClasses(Codec codec) {
        List<Shape> list = List.of(new Circle(1), new Square(2));
        Map<String, List<Shape>> map = Map.of("a", list);
        Page<Shape> page = new Page<>(1, list);
        Type pageType = new TypeRef<Page<Shape>>() {}.type();
        Type pagesType = new TypeRef<List<Page<Shape>>>() {}.type();

        assertThat(codec.decode(codec.encode(list), new TypeRef<List<Shape>>() {}.type()))
                .isEqualTo(list);
        assertThat(codec.decode(codec.encode(map), new TypeRef<Map<String, List<Shape>>>() {}.type()))
                .isEqualTo(map);
        assertThat(codec.decode(codec.encode(page, pageType), pageType)).isEqualTo(page);
        assertThat(codec.decode(codec.encode(List.of(page), pagesType), pagesType))
                .isEqualTo(List.of(page));
        Codec compressed = codec.compressed();
        assertThat(compressed.decode(compressed.encode(page, pageType), pageType))
                .isEqualTo(page);
    }

    static Stream<Codec> kotlinCodecs() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new KotlinModule.Builder().build())
                .build();
        return Stream.of(Codec.pickle(mapper), Codec.json(mapper));
    }

    /** {@code IndexedValue(index: Int, value: T)} and {@code Triple} are data classes of Kotlin's own library. */
    @ParameterizedTest
    @MethodSource("kotlinCodecs")
    void decode_ofAKotlinDataClass_givesAnEqualOne(Codec codec) {
        IndexedValue<User> indexed = new IndexedValue<>(3, new User("Kari", 33));
        Triple<String, Integer, Boolean> triple = new Triple<>("a", 1, true);
        Type indexedType = new TypeRef<IndexedValue<User>>() {}.type();
        Type tripleType = new TypeRef<Triple<String, Integer, Boolean>>() {}.type();

        assertThat(codec.decode(codec.encode(indexed), indexedType)).isEqualTo(indexed);
        assertThat(codec.decode(codec.encode(triple), tripleType)).isEqualTo(triple);
        assertRefused(
                codec,
                Map.of("index", "3", "value", Map.of("name", "a", "age", 1)),
                indexedType,
                "index: expected int, found a string");
    }

    static Stream<Codec> shoutingCodecs() {
        SimpleModule module = new SimpleModule().addSerializer(String.class, new Shouting());
        JsonMapper mapper = JsonMapper.builder().addModule(module).build();
        return Stream.of(Codec.pickle(mapper), Codec.json(mapper));
    }

    /** Writes texts in capitals. */
    private static final class Shouting extends ValueSerializer<String> {
        @Override
        public void serialize(String value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toUpperCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @MethodSource("shoutingCodecs")
    void encode_withAMapper_usesItsModules(Codec codec) {
        assertThat(codec.decode(codec.encode(new User("Kari", 33)), User.class)).isEqualTo(new User("KARI", 33));
    }

    @Test
    void decode_withATolerantMapper_staysStrict() {
        JsonMapper tolerant = JsonMapper.builder()
                .enable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();

        for (Codec codec : List.of(Codec.pickle(tolerant), Codec.json(tolerant))) {
            assertRefused(
                    codec,
                    Map.of("name", "a", "age", 1.5),
                    User.class,
                    "age: expected int, found a floating-point number");
        }
    }

    /** Jackson cannot make one. */
    interface Named {
        String name();
    }

    record Crew(List<Named> members) {}

    @Test
    void decode_asATypeThatTheMapperCannotMake_isACodecExceptionThatNamesThePath() {
        JsonMapper mapper = JsonMapper.builder().build();
        for (Codec codec : List.of(Codec.pickle(mapper), Codec.json(mapper))) {
            byte[] bytes = codec.encode(Map.of("members", List.of(Map.of("name", "Ada"))));

            assertThatThrownBy(() -> codec.decode(bytes, Crew.class))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("members[0]")
                    .hasMessageContaining("Named");
        }
    }

    @Test
    void toString_ofEachCodec_saysWhichItIs() {
        assertThat(Arrays.asList(
                        Codec.pickle(),
                        Codec.json(),
                        Codec.string(),
                        Codec.bytes(),
                        Codec.json().compressed()))
                .extracting(Object::toString)
                .containsExactly("pickle", "json", "string", "bytes", "json, compressed");
    }

    /** A record in a package that its module does not open, and does not export. */
    @Test
    void decode_ofARecordInAClosedModule_namesTheMissingOpens(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/shop/model"));
        Path output = Files.createDirectories(folder.resolve("classes"));
        Path item =
                Files.writeString(source.resolve("Item.java"), "package shop.model; public record Item(int price) {}");
        Path info = Files.writeString(folder.resolve("source/module-info.java"), "module shop { }");
        Javac.compile(output, List.of(info, item));
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(output), ModuleFinder.of(), Set.of("shop"));
        ModuleLayer layer = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, getClass().getClassLoader());
        Class<?> type = layer.findLoader("shop").loadClass("shop.model.Item");

        for (Codec codec : List.of(Codec.pickle(), Codec.json())) {
            assertThatThrownBy(() -> codec.decode(codec.encode(Map.of("price", 1)), type))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("opens shop.model")
                    .hasMessageContaining("module-info of shop");
        }
    }
}
