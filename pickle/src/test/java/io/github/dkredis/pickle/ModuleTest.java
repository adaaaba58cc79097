package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The library is usable without any other. */
class ModuleTest {

    @Test
    void module_atRunTime_requiresTheJdkAlone() throws Exception {
        Path classes = Path.of(
                Pickle.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleDescriptor module = ModuleFinder.of(classes)
                .find("io.github.dkredis.pickle")
                .orElseThrow()
                .descriptor();

        assertThat(module.requires().stream()
                        .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
                        .map(Requires::name))
                .containsExactly("java.base");
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly("io.github.dkredis.pickle");
    }
}
