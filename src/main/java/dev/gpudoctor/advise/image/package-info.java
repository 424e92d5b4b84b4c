/** Which container images run on a machine, and Dockerfiles made from a stack. */
package dev.gpudoctor.advise.image;
