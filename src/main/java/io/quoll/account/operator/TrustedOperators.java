package io.quoll.account.operator;

import io.quoll.account.jwt.OperatorClaims;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operators whose accounts are accepted here. Immutable; any thread. */
public final class TrustedOperators {

    private final List<OperatorClaims> operators;
    private final Set<String> accountSigners = new HashSet<>();

    /**
     * @param operators at least one
     */
    public TrustedOperators(List<OperatorClaims> operators) {
        this.operators = List.copyOf(operators);
        for (OperatorClaims operator : operators) {
            if (!operator.strictSigningKeys()) {
                accountSigners.add(operator.registered().subject());
            }
            accountSigners.addAll(operator.signingKeys());
        }
    }

    /** Whether an account signed with this key is accepted. */
    public boolean trust(String issuer) {
        return accountSigners.contains(issuer);
    }

    /** Whether the operator of that key wants signing keys to sign, and its own key to sign nothing more. */
    boolean isStrict(String issuer) {
        return operators.stream()
                .filter(operator -> operator.registered().subject().equals(issuer)
                        || operator.signingKeys().contains(issuer))
                .anyMatch(OperatorClaims::strictSigningKeys);
    }

    /** The account that the operators call the server's own. */
    public Optional<String> systemAccount() {
        return operators.stream()
                .map(OperatorClaims::systemAccount)
                .filter(account -> !account.isEmpty())
                .findFirst();
    }

    /** The names of the operators, for showing. */
    public List<String> names() {
        return operators.stream().map(operator -> operator.registered().name()).toList();
    }
}
