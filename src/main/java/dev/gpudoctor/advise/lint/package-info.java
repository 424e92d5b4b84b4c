/**
 * Judges Dockerfiles, compose files and Kubernetes manifests for GPU workloads by the matrix. The texts of what is found
 * are conditions of the catalogue; nothing here touches a file system.
 */
package dev.gpudoctor.advise.lint;
