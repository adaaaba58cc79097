package io.github.dkredis;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.dkredis.codec.TypeRef;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The dependencies between packages, and the visibility of types. */
class ArchitectureTest {

    private static final String ROOT = "io.github.dkredis";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT)
            .that(describe(
                    "of this module",
                    type -> !type.getPackageName().startsWith(ROOT + ".testkit")
                            && !type.getPackageName().startsWith(ROOT + ".pickle")));

    private static final List<String> FEATURES = List.of("value", "hash", "atomic", "lock", "cache", "limit");

    private static Stream<JavaClass> topLevel() {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith(ROOT) && type.isTopLevelClass())
                .filter(type -> !type.getSimpleName().endsWith("-info"));
    }

    private static Stream<JavaClass> publicTypes() {
        return CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getPackageName().startsWith(ROOT + ".internal"))
                .filter(type -> type.getPackageName().startsWith(ROOT)
                        && !type.getSimpleName().endsWith("-info"));
    }

    @Test
    void features_doNotKnowEachOther() {
        for (String feature : FEATURES) {
            String[] others = FEATURES.stream()
                    .filter(other -> !other.equals(feature))
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + feature + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void internal_knowsNoFeature_butWhatAllShare() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".internal..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(resideInAnyPackage(ROOT, ROOT + ".codec", ROOT + ".internal..")
                                .negate()))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".internal..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.github\\.dkredis\\.(DkRedis|DkRedisBuilder|Addresses)")
                .check(CLASSES);
    }

    @Test
    void codecs_knowNothingButErrors() { // and what to say when Jackson is too old
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".codec..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(resideInAnyPackage(ROOT + ".codec..", ROOT + ".pickle..")
                                .negate())
                        .and(describe(
                                "no error",
                                type -> !type.isAssignableTo(DkRedisException.class)
                                        && !type.getFullName().equals(ROOT + ".internal.Libraries"))))
                .check(CLASSES);
    }

    @Test
    void features_andTheirUsers_haveNoCycle() {
        slices().matching(ROOT + ".(value|hash|atomic|lock|cache|limit|codec)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** Circles inside {@code cache} and {@code lock} are left to the rework of these packages. */
    @Test
    void files_seldomReferToEachOtherInCircles() {
        List<JavaClass> checked = CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith(ROOT))
                .filter(type -> !type.getPackageName().startsWith(ROOT + ".cache")
                        && !type.getPackageName().startsWith(ROOT + ".lock")
                        && !type.getPackageName().startsWith(ROOT + ".pickle"))
                .toList();
        long files = checked.stream().map(ImportCircles::file).distinct().count();

        List<Set<String>> circles = ImportCircles.among(checked);

        assertThat(circles).allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(4));
        assertThat(circles.stream().mapToInt(Set::size).sum())
                .as("files in circles, of %d: %s", files, circles)
                .isLessThan((int) (files * 15 / 100));
    }

    @Test
    void lettuce_isUsedByConnectionsAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        FEATURES.stream().map(f -> ROOT + "." + f + "..").toArray(String[]::new))
                .or()
                .resideInAPackage(ROOT + ".codec..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void lettuce_inPublicSignatures_isWhereCallersHandItIn() {
        List<String> exposing = new ArrayList<>();
        publicTypes().map(JavaClass::reflect).forEach(type -> {
            Stream<Executable> members = Stream.concat(
                    Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()));
            members.filter(member -> Modifier.isPublic(member.getModifiers()))
                    .filter(member -> signature(member).contains("io.lettuce")
                            || signature(member).contains("io.netty"))
                    .map(member ->
                            type.getSimpleName() + "." + (member instanceof Constructor<?> ? "new" : member.getName()))
                    .forEach(exposing::add);
        });

        assertThat(exposing)
                .containsExactlyInAnyOrder(
                        "DkRedis.unwrap",
                        "DkRedisBuilder.uri",
                        "DkRedisBuilder.resources",
                        "DkRedisBuilder.sslOptions");
    }

    private static String signature(Executable member) {
        Stream<Type> types = Stream.concat(
                Arrays.stream(member.getGenericParameterTypes()),
                member instanceof Method method ? Stream.of(method.getGenericReturnType()) : Stream.empty());
        return types.map(Type::getTypeName).collect(Collectors.joining(" "));
    }

    /** Two names that differ by a plural s only are easily confused. */
    @Test
    void types_namesDifferByMoreThanAPluralS() {
        Set<String> names = topLevel().map(JavaClass::getSimpleName).collect(Collectors.toSet());

        assertThat(names).noneMatch(name -> names.contains(name + "s"));
    }

    @Test
    void publicTypes_areNotMadeToBeExtended() {
        publicTypes()
                .filter(type -> !type.isEquivalentTo(TypeRef.class)) // the one that a subclass must exist of
                .forEach(type -> assertThat(type.isInterface()
                                || type.isRecord()
                                || type.isEnum()
                                || type.getModifiers().contains(JavaModifier.FINAL)
                                || type.reflect().isSealed())
                        .as("%s is an interface, a record, an enum, final or sealed", type.getName())
                        .isTrue());
    }

    @Test
    void exceptions_areLeavesOfOneRoot() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .and()
                .resideOutsideOfPackages(ROOT + ".internal..", ROOT + ".pickle..")
                .should()
                .beAssignableTo(DkRedisException.class)
                .check(CLASSES);
    }

    /** The root package is left out, since it holds little but the types that all features share in public. */
    @Test
    void types_areMostlyPrivateToTheirPackage() {
        Map<String, List<JavaClass>> packages = topLevel()
                .filter(type -> !type.getPackageName().equals(ROOT))
                .collect(Collectors.groupingBy(JavaClass::getPackageName));
        List<JavaClass> exported = new ArrayList<>();
        List<JavaClass> all = new ArrayList<>();
        packages.values().forEach(all::addAll);
        all.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .forEach(exported::add);

        assertThat(exported.size() * 2).as("%s", exported).isLessThan(all.size());
    }

    @Test
    void packages_areAllNullMarked() {
        List<String> packages =
                topLevel().map(JavaClass::getPackageName).distinct().toList();

        assertThat(packages)
                .contains(ROOT, ROOT + ".internal")
                .allSatisfy(
                        name -> assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                                .as(name)
                                .isTrue());
        assertThat(Collections.frequency(packages, ROOT)).isOne();
    }
}
