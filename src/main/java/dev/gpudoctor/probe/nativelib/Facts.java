package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.Version;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Turns what one library's functions returned into facts, each backed by the call that gave it. */
final class Facts {
    private static final int NVML_NOT_SUPPORTED = 3;

    private final AnswerBook book;
    private final Map<String, String> faults;
    private final Names names;
    private final Source source;
    private final String codes;

    private Facts(AnswerBook book, Map<String, String> faults, Names names, Source source, String codes) {
        this.book = book;
        this.faults = faults;
        this.names = names;
        this.source = source;
        this.codes = codes;
    }

    /**
     * One run's answers, to be read library by library.
     *
     * @param faults what ended a child, by {@link Question#fault()}
     */
    record Sources(AnswerBook book, Map<String, String> faults, Names names) {
        Sources(AnswerBook book, Map<String, String> faults) {
            this(book, faults, Names.load());
        }

        Facts nvml() {
            return new Facts(book, faults, names, Source.NVML, "nvml");
        }

        Facts driver() {
            return new Facts(book, faults, names, Source.DRIVER_API, "cuda");
        }

        Facts library() {
            return new Facts(book, faults, names, Source.LIBRARY_CALL, "cudart");
        }
    }

    Names names() {
        return names;
    }

    /** What a function gave when it succeeded. */
    <T> Observed<T> value(Question question, Function<Reply, T> read) {
        return observed(question, reply -> Observed.found(read.apply(reply), evidence(question, reply)));
    }

    /** A version that a library gives as numbers; zero and less are none. */
    Observed<Version> numbered(Question question, Function<Reply, Version> read) {
        return observed(
                question,
                reply -> reply.number() > 0
                                && reply.numbers().stream().allMatch(part -> part >= 0 && part <= Integer.MAX_VALUE)
                        ? Observed.found(read.apply(reply), evidence(question, reply))
                        : Observed.unreadable(question.call() + " gave no version", evidence(question, reply)));
    }

    /** A name that the library wrote. */
    Observed<String> text(Question question) {
        return checkedText(question, Optional::of, "no text");
    }

    /** A version that the library wrote as text. */
    Observed<Version> version(Question question) {
        return checkedText(question, Version::parse, "no version");
    }

    private <T> Observed<T> checkedText(Question question, Function<String, Optional<T>> parse, String otherwise) {
        return observed(question, reply -> Optional.of(reply.text())
                .filter(Facts::isText)
                .flatMap(parse)
                .map(value -> Observed.found(value, evidence(question, reply)))
                .orElseGet(
                        () -> Observed.unreadable(question.call() + " gave " + otherwise, evidence(question, reply))));
    }

    /** Whether a library's text is something to read rather than random bytes. */
    static boolean isText(String text) {
        return !text.isBlank() && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
    }

    /** The return code itself, whatever it is. */
    Observed<CallResult> result(Question question) {
        return called(question, reply -> {
            CallResult result = names.result(codes, reply.code());
            return Observed.found(result, evidence(question, reply));
        });
    }

    /** The file that the loader took for a library. */
    Observed<String> file(String library) {
        Question question = Question.open(library);
        return called(question, reply -> {
            if (reply.outcome() == Reply.Outcome.RETURNED) {
                return Observed.found(reply.text(), new Evidence(Source.MAPPED_FILE, library, reply.text()));
            }
            if (reply.outcome() == Reply.Outcome.WITHHELD) {
                return Observed.unreadable(reply.text());
            }
            return isNotThere(library, reply.text())
                    ? Observed.absent(library)
                    : Observed.unreadable("the loader refused it: " + reply.text(), evidence(question, reply));
        });
    }

    /** The loader's words name what it did not find: the library itself, or one that it needs. */
    private static boolean isNotThere(String library, String error) {
        return error.startsWith(library + ":") && error.contains("No such file or directory");
    }

    private <T> Observed<T> observed(Question question, Function<Reply, Observed<T>> read) {
        return called(question, reply -> {
            if (reply.code() == 0) {
                return read.apply(reply);
            }
            String name = names.result(codes, reply.code()).name();
            String said = name.isEmpty() ? question.call() + " returned " + reply.code() : name;
            return source == Source.NVML && reply.code() == NVML_NOT_SUPPORTED
                    ? Observed.notApplicable(said)
                    : Observed.unreadable(said, evidence(question, reply));
        });
    }

    private <T> Observed<T> called(Question question, Function<Reply, Observed<T>> read) {
        Optional<Reply> reply = book.reply(question);
        if (reply.isEmpty()) {
            return notAnswered(question);
        }
        return reply.filter(Predicate.not(answer -> answer.outcome() == Reply.Outcome.MISSING))
                .map(read)
                .orElseGet(() -> Observed.notApplicable("the library has no " + question.call()));
    }

    private <T> Observed<T> notAnswered(Question question) {
        String fault = faults.get(question.fault());
        return fault == null
                ? Observed.unreadable("not asked")
                : Observed.unreadable(
                        "the process that asked " + question + " did not survive",
                        new Evidence(Source.PROCESS_END, question.toString(), fault));
    }

    private Evidence evidence(Question question, Reply reply) {
        String written =
                reply.numbers().isEmpty() ? reply.text() : reply.numbers().toString();
        String raw = reply.code() != 0 || written.isEmpty() ? Integer.toString(reply.code()) : written;
        return new Evidence(source, question.toString(), raw);
    }

    /** The newer of two forms of a question where it was answered, else the older. */
    Question newest(Question newer, Question older) {
        return book.reply(newer).filter(Reply::isSuccess).isPresent()
                        || book.reply(older).isEmpty()
                ? newer
                : older;
    }

    /** Whether a call came back with success. */
    boolean succeeded(Question question) {
        return book.reply(question).filter(Reply::isSuccess).isPresent();
    }

    /** What a call returned, if it failed for another reason than that there is nothing to tell. */
    Optional<CallResult> failure(Question question) {
        return book.reply(question)
                .filter(reply -> reply.outcome() == Reply.Outcome.RETURNED
                        && reply.code() != 0
                        && reply.code() != NVML_NOT_SUPPORTED)
                .map(reply -> names.result(codes, reply.code()));
    }
}
