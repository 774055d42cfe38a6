package io.quoll.account;

/**
 * What an account takes from another. Immutable.
 *
 * @param account who exports it
 * @param subject what it is called there, all of an export or a part of it
 * @param localSubject what it is called here; may hold {@code $n} or {@code {{wildcard(n)}}} for the wildcards of the subject
 * @param share whether a service is told who asks, not only of which account
 * @param activated whether a token was shown that allows it and was found right
 */
public record Import(
        Export.Kind kind, String account, String subject, String localSubject, boolean share, boolean activated) {

    public static Import ofStream(String account, String subject, String localSubject) {
        return new Import(Export.Kind.STREAM, account, subject, localSubject, false, false);
    }

    public static Import ofService(String account, String subject, String localSubject) {
        return new Import(Export.Kind.SERVICE, account, subject, localSubject, false, false);
    }
}
