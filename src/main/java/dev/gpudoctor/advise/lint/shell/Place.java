package dev.gpudoctor.advise.lint.shell;

/** A place in a file; both numbers count from one. */
public record Place(int line, int column) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int order = Integer.compare(line, other.line);
        return order == 0 ? Integer.compare(column, other.column) : order;
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
