package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and texts of Python 2, which protocol 1 uses and Python's dkredis therefore stores. */
class Python2Test {

    private final Pickle pickle = Pickle.standard();

    static List<String> pythons() {
        return Python.isOnPath() ? List.of("python3") : List.of();
    }

    @ParameterizedTest
    @CsvSource({
        "urlparse, ParseResult, urllib.parse, ParseResult",
        "UserDict, IterableUserDict, collections, UserDict",
        "UserString, UserString, collections, UserString",
        "Cookie, SimpleCookie, http.cookies, SimpleCookie",
        "__builtin__, reduce, functools, reduce",
        "itertools, imap, builtins, map",
        "exceptions, OSError, builtins, OSError",
        "exceptions, StandardError, builtins, Exception",
        "__builtin__, long, builtins, int",
        "shop, Order, shop, Order"
    })
    void read_aNameOfPython2_isThatOfPython3BelowProtocol3(
            String module, String name, String newModule, String newName) {
        String global = "c" + module + '\n' + name + '\n';

        assertThat(pickle.read(PickleBytes.pickle().raw(global).stop())).isEqualTo(new PyGlobal(newModule, newName));
        assertThat(pickle.read(PickleBytes.pickle().op(0x80).op(3).raw(global).stop()))
                .isEqualTo(new PyGlobal(module, name));
    }

    /** Runs if there is a {@code python3} on the PATH. Python 3.14 may have dropped a name that this library knows. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void read_everyNameThatCPythonTranslates_isTheSame(String python) {
        try (Python peer = Python.start()) {
            String[] names = peer.ask("names").split(";");

            assertThat(names).hasSizeGreaterThan(100).allSatisfy(line -> {
                String[] words = line.split(" ");
                assertThat(Python2Names.modern(new PyGlobal(words[0], words[1])))
                        .isEqualTo(new PyGlobal(words[2], words[3]));
            });
        }
    }

    /** {@code pickle.dumps(v, 1)} for {@code urlparse('http://a')} and {@code int | None}. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void write_ofWhatPythonStoredInProtocol1_isReadByPython(String python) {
        String url =
                "Y2NvcHlfcmVnCl9yZWNvbnN0cnVjdG9yCnEAKGN1cmxwYXJzZQpQYXJzZVJlc3VsdApxAWNfX2J1aWx0aW5fXwp0dXBsZQpxAihYBAA"
                        + "AAGh0dHBxA1gBAAAAYXEEWAAAAABxBWgFaAVoBXRxBnRxB1JxCC4=";
        String union =
                "Y19fYnVpbHRpbl9fCnJlZHVjZQpxAChjX29wZXJhdG9yCm9yXwpxAShjX19idWlsdGluX18KbG9uZwpxAmNfX2J1aWx0aW5fXwp0eXBl"
                        + "CnEDKE50cQRScQV0cQZ0cQdScQgu";
        try (Python peer = Python.start()) {
            assertThat(peer.ask("repr " + rewritten(url)))
                    .isEqualTo("ParseResult(scheme='http', netloc='a', path='', params='', query='', fragment='')");
            assertThat(peer.ask("repr " + rewritten(union))).isEqualTo("int | None");
        }
    }

    private String rewritten(String base64) {
        return Python.base64(pickle.write(pickle.read(Base64.getDecoder().decode(base64))));
    }

    @Test
    void read_aStrOfPython2_isItsAsciiText() {
        assertThat(pickle.read(PickleBytes.pickle().raw("U\3abc").stop())).isEqualTo("abc");
        assertThat(pickle.read(PickleBytes.pickle().raw("T\3\0\0\0abc").stop())).isEqualTo("abc");
        assertThat(pickle.read(PickleBytes.pickle().raw("S'abc'\n").stop())).isEqualTo("abc");
        assertThat(pickle.read(PickleBytes.pickle().raw("S\"it's\"\n").stop())).isEqualTo("it's");
        assertThat(pickle.read(PickleBytes.pickle()
                        .raw("S'\\'\\\\\\n\\t\\x41\\101\\0\\q'\n")
                        .stop()))
                .isEqualTo("'\\\n\tAA\0\\q");
        assertThat((Map<?, ?>) Objects.requireNonNull(
                        pickle.read(PickleBytes.pickle().raw("}U\1aU\1bs").stop())))
                .isEqualTo(Map.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "U\1\u00e9",
                "T\1\0\0\0\u00ff",
                "S'\u00e9'\n",
                "S'\\xe9'\n",
                "S'\\351'\n",
                "S'a\n",
                "Sa\n",
                "S\n",
                "S'\\x4'\n",
                "S'\n",
                "S'a\"\n",
                "S'\\'\n"
            })
    void read_aStrOfPython2ThatIsNotAscii_isRefused(String opcode) {
        assertThatThrownBy(() -> pickle.read(PickleBytes.pickle().raw(opcode).stop()))
                .isExactlyInstanceOf(PickleException.class)
                .hasMessageContaining("Python 2");
    }

    /** Without arguments, Python makes the object by {@code __new__} and does not call {@code __init__}. */
    @Test
    void write_ofAnInstanceWithoutArguments_isNotACall() {
        PyObject inst = (PyObject) Objects.requireNonNull(
                pickle.read(PickleBytes.pickle().raw("(ishop\nOrder\n").stop()));
        PyObject obj = (PyObject) Objects.requireNonNull(
                pickle.read(PickleBytes.pickle().raw("(cshop\nOrder\no").stop()));

        assertThat(inst.form).isEqualTo(obj.form).isEqualTo(PyObject.Form.NEW);
        assertThat(pickle.read(PickleBytes.pickle()
                        .raw("(ccollections\nOrderedDict\no")
                        .stop()))
                .isEqualTo(new PyOrderedDict());
    }
}
