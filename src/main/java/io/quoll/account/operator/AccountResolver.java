package io.quoll.account.operator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the tokens of accounts are. May read files, and so is never called on a loop; any other thread.
 *
 * <p>Contract: what {@link #store} has taken, {@link #fetch} gives; keys are public keys of accounts and are checked by the
 * caller; a token is given as it was stored, judged by nobody.
 */
public interface AccountResolver {

    /** The account's token, empty if it is not known. */
    Optional<String> fetch(String account) throws IOException;

    /** Whether tokens can be stored and deleted over the wire. */
    boolean isReadOnly();

    /**
     * Keeps a token in place of an older one.
     *
     * @throws IOException also if there are as many accounts as may be
     */
    void store(String account, String token) throws IOException;

    /** The accounts known, in no order. */
    List<String> accounts() throws IOException;

    /** Whether accounts may be forgotten. */
    boolean allowsDelete();

    /**
     * @throws IOException also if the account is not known
     */
    void delete(String account) throws IOException;
}
