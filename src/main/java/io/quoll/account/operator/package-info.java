/**
 * Operator mode: who may come in is not configured but signed. A user's token comes in; its account's token is found by a
 * resolver and must be signed by a trusted operator; out goes a user of an account that was made from those claims.
 */
@NullMarked
package io.quoll.account.operator;

import org.jspecify.annotations.NullMarked;
