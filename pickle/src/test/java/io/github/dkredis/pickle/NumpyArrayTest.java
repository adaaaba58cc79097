package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumpyArrayTest {

    @Test
    void of_aMatrixInEachProtocol_hasItsShapeAndNumbers() {
        assertThat(PythonObjects.read("matrix")).hasSize(3).allSatisfy(object -> {
            NumpyArray matrix = NumpyArray.of(object).orElseThrow();

            assertThat(matrix.shape()).containsExactly(2, 3);
            assertThat(matrix.dtype()).isEqualTo("i4");
            assertThat(matrix.size()).isEqualTo(6);
            assertThat(matrix.toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(matrix.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(matrix.toList()).isEqualTo(List.of(List.of(1, 2, 3), List.of(4, 5, 6)));
            assertThat(matrix).hasToString("NumpyArray(i4 [2, 3])");
        });
    }

    @Test
    void of_aBigEndianMatrixInFortranOrder_hasTheSameNumbers() {
        assertThat(PythonObjects.read("fortran"))
                .hasSize(2)
                .allSatisfy(
                        object -> assertThat(NumpyArray.of(object).orElseThrow().toList())
                                .isEqualTo(List.of(List.of(1, 2, 3), List.of(4, 5, 6))));
    }

    @Test
    void of_floats_areNotLongs() {
        NumpyArray doubles = NumpyArray.of(PythonObjects.read("doubles").get(0)).orElseThrow();

        assertThat(doubles.toDoubles()).containsExactly(1.5, 2.5);
        assertThatThrownBy(doubles::toLongs).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void scalar_ofEachKind_isTheNumber() {
        assertThat(scalar("float64")).isEqualTo(1.5);
        assertThat(scalar("int32")).isEqualTo(7);
        assertThat(scalar("uint64")).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        assertThat((double) scalar("float16")).isCloseTo(-0.1, org.assertj.core.data.Offset.offset(1e-4));
        assertThat(scalar("bool")).isEqualTo(true);
    }

    private static Object scalar(String name) {
        return NumpyArray.scalar(PythonObjects.read(name).get(0)).orElseThrow();
    }

    @Test
    void of_whatIsNotAnArrayOfNumbers_isEmpty() {
        assertThat(NumpyArray.of(PythonObjects.read("texts").get(0))).isEmpty();
        assertThat(NumpyArray.of(PythonObjects.read("title").get(0))).isEmpty();
        assertThat(NumpyArray.of(PythonObjects.read("float64").get(0))).isEmpty();
        assertThat(NumpyArray.scalar(PythonObjects.read("matrix").get(0))).isEmpty();
    }

    /** A shape that does not go with the data would make an index run out of the data. */
    @Test
    void of_anArrayWhoseShapeDoesNotFit_isEmpty() {
        PyObject matrix = PythonObjects.read("matrix").get(2);
        for (Object shape : new Object[] {PyTuple.of(2, 4), PyTuple.of(-2, -3), PyTuple.of(1 << 30, 1 << 30), 6}) {
            PyObject forged = new PyObject(
                    matrix.form,
                    matrix.callable,
                    new PyTuple(matrix.args.get(0), matrix.args.get(1), shape, matrix.args.get(3)));

            assertThat(NumpyArray.of(forged)).as("%s", shape).isEmpty();
        }
    }

    @Test
    void write_ofAnArray_isTheSamePickledArray() {
        Pickle pickle = Pickle.standard();

        assertThat(PythonObjects.read("matrix"))
                .allSatisfy(object -> assertThat(DeepEquality.equal(pickle.read(pickle.write(object)), object))
                        .isTrue());
    }
}
