/** Rules about what this user and this process may do. */
package dev.gpudoctor.rules.permissions;
