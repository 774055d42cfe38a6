package io.quoll.config;

import java.util.List;

/**
 * Whom to ask about clients.
 *
 * @param issuer the key of the account that signs the answers
 * @param account where the service listens
 * @param authUsers the users who run the service and are not judged by it
 * @param allowedAccounts the accounts whose users it judges; empty for all
 * @param curveKey the key that requests are sealed for; empty for not at all
 */
public record AuthCalloutSettings(
        String issuer, String account, List<String> authUsers, List<String> allowedAccounts, String curveKey) {}
