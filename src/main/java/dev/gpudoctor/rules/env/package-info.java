/** Rules about the environment a program starts in: variables, loader, C libraries. */
package dev.gpudoctor.rules.env;
