/** Rules about cuDNN: its parts, its CUDA, its GPUs. */
package dev.gpudoctor.rules.cudnn;
