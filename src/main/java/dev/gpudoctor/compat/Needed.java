package dev.gpudoctor.compat;

/**
 * What would do instead. Its text is made when it is read: a search asks far more often than it tells.
 *
 * @param what a version, a set of versions, a compute capability, a driver branch or a name
 */
public record Needed(Object what) {
    @Override
    public String toString() {
        return String.valueOf(what);
    }
}
