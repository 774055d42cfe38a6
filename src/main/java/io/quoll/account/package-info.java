/**
 * Who may come in: users and how they prove who they are.
 */
@NullMarked
package io.quoll.account;

import org.jspecify.annotations.NullMarked;
