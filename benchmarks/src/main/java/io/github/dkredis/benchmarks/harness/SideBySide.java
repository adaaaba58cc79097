package io.github.dkredis.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures contenders in one run: all warm up, all again, then rounds of windows, A B C, C B A, A B C and so on, so that
 * what drifts (the JIT, the machine's other work) meets all alike. Windows of one round are compared as pairs.
 *
 * @param warmUps passes whose figures are thrown away
 * @param rounds windows of each contender
 */
public record SideBySide(int warmUps, int rounds) {

    public SideBySide {
        if (warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException("warmUps must be >= 0 and rounds >= 1: " + warmUps + ", " + rounds);
        }
    }

    /** Measures them; closing them is the caller's. */
    public List<Series> run(List<? extends Contender> contenders) throws Exception {
        for (int pass = 0; pass < warmUps; pass++) {
            for (Contender contender : contenders) {
                contender.warmUp();
            }
        }
        List<List<Sample>> samples = new ArrayList<>();
        contenders.forEach(contender -> samples.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int place = 0; place < contenders.size(); place++) {
                int turn = round % 2 == 0 ? place : contenders.size() - 1 - place;
                samples.get(turn).add(contenders.get(turn).measure());
            }
        }
        return IntStream.range(0, contenders.size())
                .mapToObj(i -> new Series(
                        contenders.get(i).subject(), contenders.get(i).version(), samples.get(i)))
                .toList();
    }
}
