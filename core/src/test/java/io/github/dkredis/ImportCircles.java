package io.github.dkredis;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files that refer to each other in circles: the strongly connected components of the graph of top-level types,
 * found by Tarjan's algorithm (SIAM Journal on Computing, 1972).
 */
final class ImportCircles {

    private final Map<String, Set<String>> references;
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final Set<String> onStack = new HashSet<>();
    private final List<Set<String>> circles = new ArrayList<>();

    private ImportCircles(Map<String, Set<String>> references) {
        this.references = references;
    }

    /** The circles of two and more files among some classes. */
    static List<Set<String>> among(Collection<JavaClass> classes) {
        ImportCircles search = new ImportCircles(references(classes));
        search.references.keySet().forEach(file -> {
            if (!search.index.containsKey(file)) {
                search.visit(file);
            }
        });
        return search.circles;
    }

    /**
     * The files that each file refers to. A sealed exception and its leaves necessarily name each other and do not
     * count.
     */
    private static Map<String, Set<String>> references(Collection<JavaClass> classes) {
        Map<String, Set<String>> references = new TreeMap<>();
        classes.forEach(type -> references.put(file(type), new TreeSet<>()));
        for (JavaClass type : classes) {
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                String from = file(dependency.getOriginClass());
                String to = file(dependency.getTargetClass().getBaseComponentType());
                boolean exceptions = from.endsWith("Exception") && to.endsWith("Exception");
                if (references.containsKey(to) && !from.equals(to) && !exceptions) {
                    references.get(from).add(to);
                }
            });
        }
        return references;
    }

    static String file(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void visit(String file) {
        index.put(file, index.size());
        lowest.put(file, index.get(file));
        stack.push(file);
        onStack.add(file);
        for (String next : references.get(file)) {
            if (!index.containsKey(next)) {
                visit(next);
                lowest.merge(file, lowest.get(next), Math::min);
            } else if (onStack.contains(next)) {
                lowest.merge(file, index.get(next), Math::min);
            }
        }
        if (lowest.get(file).equals(index.get(file))) {
            Set<String> circle = new TreeSet<>();
            String member;
            do {
                member = stack.pop();
                onStack.remove(member);
                circle.add(member);
            } while (!member.equals(file));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }
}
