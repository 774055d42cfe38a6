package io.quoll.http;

import io.quoll.testkit.TestOperator;

/** Accounts and users are signed by an operator. */
public class OperatorProfile extends ConfiguredProfile {

    static final TestOperator OPERATOR = new TestOperator();

    public OperatorProfile() {
        super(OPERATOR.config(OPERATOR.accountToken()));
    }
}
