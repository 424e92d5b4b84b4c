package dev.gpudoctor.model;

/** One thing that the file says about itself. */
public record Detail(String name, String value) {}
