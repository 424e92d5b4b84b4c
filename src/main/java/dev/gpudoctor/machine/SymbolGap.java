package dev.gpudoctor.machine;

/**
 * A symbol, or a version of symbols, that a file asks for and that none of the libraries it gets has.
 *
 * @param symbol its name as the linker knows it; empty where a whole version is missing
 * @param version the version that is missing, such as {@code GLIBCXX_3.4.32}; empty where a symbol is
 * @param askedBy the file that asks
 * @param provider the library that should have it; empty where the name does not tell
 * @param importance what happens without it
 */
public record SymbolGap(
        String symbol, String version, String askedBy, String provider, Dependency.Importance importance) {
    /** What the loader says is missing. */
    public String missing() {
        return symbol.isEmpty() ? version : symbol;
    }
}
