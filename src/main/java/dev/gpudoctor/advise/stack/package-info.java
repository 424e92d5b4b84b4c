/** Whole stacks of driver, CUDA, libraries and frameworks that the matrix says go together, or why none does. */
package dev.gpudoctor.advise.stack;
