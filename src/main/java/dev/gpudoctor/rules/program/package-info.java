/** Whether each program gets the libraries that it asks the loader for. */
package dev.gpudoctor.rules.program;
