/** Rules about the GPUs themselves: whether they are there, whole, powered, cool and well connected. */
package dev.gpudoctor.rules.hardware;
