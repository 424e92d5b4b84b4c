/** What a team asks of its machines: requirements as rules, and the findings it allows or forbids. */
package dev.gpudoctor.rules.policy;
