package dev.gpudoctor.model;

import java.util.List;

/** A file that begins as its format does and then breaks: cut short or overwritten. */
public record DamagedFile(Recognition recognition, String problem) implements ModelFile {
    @Override
    public List<Detail> details() {
        return List.of();
    }
}
