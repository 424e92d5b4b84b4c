package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Link;
import java.util.List;

/** What there is to say to a question about stacks. */
public sealed interface Answer {
    /** The wishes as they were written. */
    List<String> wishes();

    /**
     * Stacks that satisfy everything, best first.
     *
     * @param notes what was taken for granted, and what could not be read
     */
    record Stacks(List<String> wishes, List<Stack> stacks, List<String> notes) implements Answer {
        public Stacks {
            wishes = List.copyOf(wishes);
            stacks = List.copyOf(stacks);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Nothing satisfies everything.
     *
     * @param conflict the fewest wishes and facts that contradict each other
     * @param chain why, as the attempt that fails least; the last links are those that fail
     * @param relaxations what would make it work, nearest first
     */
    record Contradiction(
            List<String> wishes,
            List<Given> conflict,
            List<Link> chain,
            List<Relaxation> relaxations,
            List<String> notes)
            implements Answer {
        public Contradiction {
            wishes = List.copyOf(wishes);
            conflict = List.copyOf(conflict);
            chain = List.copyOf(chain);
            relaxations = List.copyOf(relaxations);
            notes = List.copyOf(notes);
        }
    }

    /**
     * There is no NVIDIA GPU; what the processor can do instead.
     *
     * @param features vector extensions that help
     */
    record WithoutGpu(List<String> wishes, List<String> features, List<Alternative> alternatives, List<String> notes)
            implements Answer {
        public WithoutGpu {
            wishes = List.copyOf(wishes);
            features = List.copyOf(features);
            alternatives = List.copyOf(alternatives);
            notes = List.copyOf(notes);
        }
    }

    /** Wishes or facts to give up, and what to take instead. */
    record Relaxation(List<String> instead, String text) {
        public Relaxation {
            instead = List.copyOf(instead);
        }
    }

    /** A runtime for the CPU. */
    record Alternative(String name, String version, String text, List<String> argv, List<String> sources) {
        public Alternative {
            argv = List.copyOf(argv);
            sources = List.copyOf(sources);
        }
    }
}
