/** The use cases: what the commands do, without any command line. Wires probes, matrix, rules and reports. */
package dev.gpudoctor.app;
