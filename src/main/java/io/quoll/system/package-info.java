/**
 * The system account: what the server tells its operators over NATS itself, and what they and the clients can ask. Events go
 * out when clients come and go; requests come in on {@code $SYS.REQ.>} and are answered from read-only views of the other
 * packages, in the same JSON that monitoring shows. Loops only hand over; work is done by workers.
 */
@NullMarked
package io.quoll.system;

import org.jspecify.annotations.NullMarked;
