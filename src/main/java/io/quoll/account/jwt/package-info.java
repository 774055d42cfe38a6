/**
 * Signed claims: what operators say of accounts and accounts of users. In comes a token's text, out go claims whose signature
 * was checked and whose issuer is of the right kind; whether that issuer is trusted, and whether the claims hold at this
 * moment, is asked of {@link io.quoll.account.operator} next.
 */
@NullMarked
package io.quoll.account.jwt;

import org.jspecify.annotations.NullMarked;
