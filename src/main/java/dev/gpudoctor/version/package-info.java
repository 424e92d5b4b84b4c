/** Value types for the version numbers and capabilities of the NVIDIA stack: total order, raw text kept, no I/O. */
package dev.gpudoctor.version;
