package io.quoll.message;

import java.security.SecureRandom;

/**
 * The secret in subject hashes, drawn once a process. A class of its own, because a native executable makes it when it runs
 * and not when it is built, where everybody who has the executable would know it.
 */
final class SubjectSeed {

    static final long VALUE = new SecureRandom().nextLong() | 1;

    private SubjectSeed() {}
}
