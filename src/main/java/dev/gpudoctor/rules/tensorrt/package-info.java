/** Rules about TensorRT: its parts, its CUDA, its GPUs, its Python. */
package dev.gpudoctor.rules.tensorrt;
