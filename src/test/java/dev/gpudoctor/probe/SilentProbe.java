package dev.gpudoctor.probe;

import dev.gpudoctor.machine.NativeAnswers;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;

/** Libraries that answer nothing about the driver, and only the versions that a test gives them. */
record SilentProbe(Map<String, Observed<Version>> versions, Runnable whenAsked) implements NativeProbe {
    SilentProbe() {
        this(Map.of(), () -> {});
    }

    @Override
    public Session start(Map<String, String> environment) {
        return new Session() {
            @Override
            public void ask(List<LibraryQuestion> libraries) {
                whenAsked.run();
            }

            @Override
            public Answers answers() {
                return silence();
            }

            @Override
            public void close() {
                // nothing was started
            }
        };
    }

    private Answers silence() {
        NativeAnswers silent = new NativeAnswers(
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                Observed.unreadable("not asked"),
                List.of(),
                List.of(),
                List.of());
        return new Answers(silent, Observed.unreadable("not asked"), versions, Map.of());
    }
}
