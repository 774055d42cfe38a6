package io.quoll.account;

import io.quoll.router.SubjectRouter;

/** A subject space of its own with the users in it. Subjects of different accounts never meet. */
public final class Account {

    /** The account of everyone who is in no other. */
    public static final String GLOBAL = "$G";

    private final String name;
    private final SubjectRouter router;

    public Account(String name, SubjectRouter router) {
        this.name = name;
        this.router = router;
    }

    public String name() {
        return name;
    }

    public SubjectRouter router() {
        return router;
    }
}
