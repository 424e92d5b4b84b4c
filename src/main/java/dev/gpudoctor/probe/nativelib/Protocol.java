package dev.gpudoctor.probe.nativelib;

/** Takes down what is asked and what comes back, in that order. */
interface Protocol {
    /** Called before the library is, so that a crash has a name. */
    void asking(Question question);

    void answered(Question question, Reply reply);
}
