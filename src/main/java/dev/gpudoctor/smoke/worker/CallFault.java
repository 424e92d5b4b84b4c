package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.WorkerEvent;

/** A library call came back with an error code. */
final class CallFault extends LayerFault {
    private static final long serialVersionUID = 1;

    private final String family;
    private final int code;
    private final String name;
    private final String text;

    /**
     * @param family whose codes these are, as the catalogue of conditions names them: cuda, cudart, cublas, cudnn
     * @param name the code's name, empty if the library has none for it
     * @param text the library's own words, or empty
     */
    CallFault(String family, String function, int code, String name, String text) {
        super(function + " failed with " + code + (name.isEmpty() ? "" : " " + name)
                + (text.isEmpty() ? "" : " (" + text + ")"));
        this.family = family;
        this.code = code;
        this.name = name;
        this.text = text;
    }

    WorkerEvent.Code event() {
        return new WorkerEvent.Code(family, code, name, text);
    }
}
