/** Rules about the Windows Subsystem for Linux. */
package dev.gpudoctor.rules.wsl;
