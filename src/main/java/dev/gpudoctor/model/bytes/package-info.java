/** Bounded reading of untrusted bytes: random access under a budget, protobuf, FlatBuffers and zip walked in place. */
package dev.gpudoctor.model.bytes;
