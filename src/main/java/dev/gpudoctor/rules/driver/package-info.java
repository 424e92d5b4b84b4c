/** Rules about the driver: module, nodes, libraries, and the GPUs its branch runs. */
package dev.gpudoctor.rules.driver;
