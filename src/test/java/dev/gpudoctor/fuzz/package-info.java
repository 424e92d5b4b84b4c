/**
 * Fuzz targets for every reader of bytes that somebody else wrote. A normal test run replays the seeds in
 * {@code src/test/resources/dev/gpudoctor/fuzz}; with {@code JAZZER_FUZZ=1} in the environment and one target named, new inputs
 * are searched for.
 */
package dev.gpudoctor.fuzz;
