/** Rules about frameworks: what a build wants of Python, CUDA, cuDNN, TensorRT and the GPU. */
package dev.gpudoctor.rules.framework;
