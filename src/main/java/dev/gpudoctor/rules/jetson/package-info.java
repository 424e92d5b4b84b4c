/** Rules about Jetson boards. */
package dev.gpudoctor.rules.jetson;
