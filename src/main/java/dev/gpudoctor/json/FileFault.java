package dev.gpudoctor.json;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;

/** Why a file could not be read or written, in a few words: the exception's own message repeats the path, or is it. */
public final class FileFault {
    private FileFault() {}

    /** Such as {@code no such file}. */
    public static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (fault instanceof FileSystemLoopException) {
            return "links go round in a circle";
        }
        if (fault instanceof CharacterCodingException) {
            return "it has bytes that are not text";
        }
        if (fault instanceof EOFException) {
            return "it ends too early";
        }
        String words = fault instanceof FileSystemException system ? system.getReason() : fault.getMessage();
        return Optional.ofNullable(words)
                .filter(text -> !text.isBlank())
                .map(text -> text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1))
                .orElse(fault.getClass().getSimpleName());
    }
}
