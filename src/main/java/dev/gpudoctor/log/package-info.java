/**
 * Reads logs: a grammar of messages (data) turns lines into facts, and an interpreter weighs the facts and names the
 * most likely cause. Nothing here touches the machine.
 */
package dev.gpudoctor.log;
