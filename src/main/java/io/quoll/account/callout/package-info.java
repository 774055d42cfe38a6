/**
 * Leaves it to a service behind an account to judge who may come in: a request that the server has signed goes out, an answer
 * that the account has signed comes back and is judged here. What the service says is believed only as far as the operator
 * has allowed it.
 */
@NullMarked
package io.quoll.account.callout;

import org.jspecify.annotations.NullMarked;
