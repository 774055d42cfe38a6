package io.quoll.account;

/** What a subject of one account is called in another. */
interface SubjectMove {

    byte[] apply(byte[] subject);
}
