/** Rules about containers and what gives them the GPU. */
package dev.gpudoctor.rules.container;
