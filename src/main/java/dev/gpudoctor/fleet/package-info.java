/** Many machines compared: which nodes fail and why, and which differ from their peers. Pure: it reads and writes nothing. */
package dev.gpudoctor.fleet;
