package dev.gpudoctor.model;

/** An input or output: its name as the format's tools want it, its element type as the format spells it. */
public record Tensor(String name, String type, Shape shape, boolean optional) {
    public Tensor(String name, String type, Shape shape) {
        this(name, type, shape, false);
    }
}
