package dev.gpudoctor.probe.nativelib;

/**
 * One call into a library.
 *
 * @param call name of the C function, or {@value #OPEN} for loading the library itself
 * @param of what is asked about: a library's name or path, or {@code GPU 0}; empty for the driver as a whole
 */
record Question(String call, String of) {
    static final String OPEN = "open";
    private static final String GPU = "GPU ";

    static Question open(String library) {
        return new Question(OPEN, library);
    }

    static Question gpu(String call, int index) {
        return new Question(call, GPU + index);
    }

    /**
     * What has to be left out when this question ended a child: the same function fails on the next GPU too, but not
     * in another file.
     */
    String fault() {
        return of.startsWith(GPU) ? call : toString();
    }

    @Override
    public String toString() {
        return of.isEmpty() ? call : call + " " + of;
    }
}
