/**
 * The keys NATS proves identity with: Ed25519 keys as text that says what they are for. Public keys come in as text and verify
 * signatures; a secret key exists here only for the server's own signature. Next: {@link io.quoll.account.jwt}.
 */
@NullMarked
package io.quoll.account.nkey;

import org.jspecify.annotations.NullMarked;
