/** Judges model files against a TensorRT, an ONNX Runtime and a GPU, and says how to go on. Pure: no I/O. */
package dev.gpudoctor.model.fit;
