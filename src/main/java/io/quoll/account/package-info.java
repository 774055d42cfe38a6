/**
 * Who may come in and what they may do there: users and how they prove who they are, their permissions, and the accounts that
 * part subject spaces, with what they export to and import from each other. {@code connection} is who asks.
 */
@NullMarked
package io.quoll.account;

import org.jspecify.annotations.NullMarked;
