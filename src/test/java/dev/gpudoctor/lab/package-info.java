/**
 * The fault lab: NVIDIA libraries in C that answer as a script says, machines described by a few lines, and trees of files
 * that were made to harm their reader. The C sources and the script's language are in {@code src/test/native}.
 */
package dev.gpudoctor.lab;
