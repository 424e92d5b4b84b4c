/**
 * The compatibility matrix: sourced rows about drivers, CUDA, GPUs, libraries, frameworks and images, and the loader that
 * reads them. Nothing else reads the data files; what no row says is unknown and stays empty.
 */
package dev.gpudoctor.matrix;
