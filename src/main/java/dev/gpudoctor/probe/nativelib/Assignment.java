package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import java.util.Optional;

/** One line from the parent: whom to ask next, what to leave out, or that it was all. */
sealed interface Assignment {
    /** Ask NVML. */
    record Nvml() implements Assignment {
        @Override
        public String line() {
            return "nvml";
        }

        @Override
        public Optional<String> library() {
            return Optional.of(NvmlQuestions.LIBRARY);
        }
    }

    /** Ask NVML how this GPU is doing now. */
    record Sample(int gpu) implements Assignment {
        @Override
        public String line() {
            return "sample " + gpu;
        }

        @Override
        public Optional<String> library() {
            return Optional.of(NvmlQuestions.LIBRARY);
        }
    }

    /** Ask the driver API. */
    record Driver() implements Assignment {
        @Override
        public String line() {
            return "driver";
        }

        @Override
        public Optional<String> library() {
            return Optional.of(DriverQuestions.LIBRARY);
        }
    }

    /** Ask a library file. */
    record File(LibraryQuestion question) implements Assignment {
        @Override
        public String line() {
            return question.call().name() + " " + question.path();
        }

        @Override
        public Optional<String> library() {
            return Optional.of(question.path());
        }
    }

    /** Do not ask what ended an earlier child. */
    record Avoid(String fault) implements Assignment {
        @Override
        public String line() {
            return "avoid " + fault;
        }
    }

    /** Nothing more will come. */
    record End() implements Assignment {
        @Override
        public String line() {
            return "end";
        }
    }

    String line();

    /** The library that this opens, by name or path; empty where it opens none. */
    default Optional<String> library() {
        return Optional.empty();
    }

    /** Reads what {@link #line} wrote. */
    static Assignment parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = line.substring(space + 1);
        return switch (word) {
            case "nvml" -> new Nvml();
            case "sample" -> new Sample(Integer.parseInt(rest));
            case "driver" -> new Driver();
            case "avoid" -> new Avoid(rest);
            case "end" -> new End();
            default -> new File(new LibraryQuestion(VersionCall.valueOf(word), rest));
        };
    }
}
