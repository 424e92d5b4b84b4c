/** Rules about the CUDA toolkit that programs are compiled with. */
package dev.gpudoctor.rules.toolkit;
