/** Rules about CUDA: runtime against driver, code against GPU, toolkits and their libraries. */
package dev.gpudoctor.rules.cuda;
