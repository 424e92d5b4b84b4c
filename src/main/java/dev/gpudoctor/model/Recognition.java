package dev.gpudoctor.model;

import java.util.ArrayList;
import java.util.List;

/** Which format a file has, how sure that is, and what says so. */
public record Recognition(Format format, Confidence confidence, List<String> evidence) {
    public Recognition {
        evidence = List.copyOf(evidence);
    }

    public static Recognition sure(Format format, String... evidence) {
        return new Recognition(format, Confidence.SURE, List.of(evidence));
    }

    public static Recognition likely(Format format, String... evidence) {
        return new Recognition(format, Confidence.LIKELY, List.of(evidence));
    }

    public static Recognition unsure(Format format, String... evidence) {
        return new Recognition(format, Confidence.UNSURE, List.of(evidence));
    }

    public Recognition with(String moreEvidence) {
        List<String> all = new ArrayList<>(evidence);
        all.add(moreEvidence);
        return new Recognition(format, confidence, all);
    }

    public Recognition as(Format other) {
        return new Recognition(other, confidence, evidence);
    }
}
