package io.quoll.account.operator;

import io.quoll.account.Account;
import io.quoll.account.AccountDefinition;
import io.quoll.account.AccountDirectory;
import io.quoll.account.AccountException;
import io.quoll.account.Dismissal;
import io.quoll.account.LiveUsers;
import io.quoll.account.Rejudgement;
import io.quoll.account.jwt.AccountClaims;
import io.quoll.account.jwt.ImportClaim;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.StreamTerms;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts of trusted operators that somebody asked for so far. Finds them where the resolver has them, makes the
 * directory follow their claims and judges their users anew when the claims change. Any thread but a loop.
 *
 * <p>Bounded by what the resolver holds: an account that is not found there, or not trusted, is not kept.
 */
public final class OperatorAccounts {

    private static final Logger LOG = System.getLogger(OperatorAccounts.class.getName());

    /** How many accounts may be loaded at once because one imports from another. */
    private static final int MOST_LINKED = 4096;

    private final TrustedOperators operators;
    private final AccountResolver resolver;
    private final AccountDirectory directory;
    private final LiveUsers users;
    private final StreamGrants streams;
    private final InstantSource clock;
    private final Map<String, KnownAccount> known = new ConcurrentHashMap<>();

    public OperatorAccounts(
            TrustedOperators operators,
            AccountResolver resolver,
            AccountDirectory directory,
            LiveUsers users,
            StreamGrants streams,
            InstantSource clock) {
        this.operators = operators;
        this.resolver = resolver;
        this.directory = directory;
        this.users = users;
        this.streams = streams;
        this.clock = clock;
    }

    public AccountResolver resolver() {
        return resolver;
    }

    public TrustedOperators operators() {
        return operators;
    }

    InstantSource clock() {
        return clock;
    }

    /** An account that is here already. */
    public Optional<KnownAccount> loaded(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** The account, loaded if it is not here yet. */
    public KnownAccount find(String key) throws JwtException, IOException {
        KnownAccount here = known.get(key);
        if (here != null) {
            return here;
        }
        synchronized (this) {
            KnownAccount loaded = known.get(key);
            if (loaded != null) {
                return loaded;
            }
            String token = resolver.fetch(key).orElseThrow(() -> new JwtException("account " + key + " is not known"));
            return follow(verified(key, token), token);
        }
    }

    /**
     * Judges a token as it must be to become an account's.
     *
     * @throws JwtException if the operators here would not accept it for the account of that key
     */
    public AccountClaims verified(String key, String token) throws JwtException {
        AccountClaims claims = AccountClaims.verify(token);
        if (!claims.key().equals(key)) {
            throw new JwtException("subject does not match jwt content");
        }
        if (!operators.trust(claims.registered().issuer())) {
            throw new JwtException("not signed by a trusted operator");
        }
        claims.checkLimits();
        return claims;
    }

    /** Makes an account that is here follow other claims; its users are judged anew. */
    public synchronized void update(String key, String token) throws JwtException {
        AccountClaims claims = verified(key, token);
        if (known.containsKey(key)) {
            follow(claims, token);
        }
    }

    /** Forgets an account; its users must go. */
    public synchronized void forget(String key) {
        KnownAccount forgotten = known.remove(key);
        if (forgotten != null) {
            users.judgeAnew(forgotten.account(), user -> Rejudgement.go(Dismissal.ACCOUNT_EXPIRED, user));
            streams.grant(forgotten.account(), StreamTerms.NOTHING);
            directory.remove(key);
        }
    }

    /** Looks for claims and activations whose time has come. To be called about once a second. */
    public void checkTimes() {
        Instant now = clock.instant();
        for (KnownAccount account : known.values()) {
            if (!account.recheckAt().isAfter(now)) {
                recheck(account);
            }
        }
    }

    /** Its users are judged by the same claims again, and at another time. */
    private synchronized void recheck(KnownAccount account) {
        KnownAccount here = known.get(account.claims().key());
        if (here != null && here.token().equals(account.token())) {
            try {
                follow(account.claims(), account.token());
            } catch (JwtException e) {
                LOG.log(Level.WARNING, "account " + account.claims().key() + ": " + e.getMessage());
            }
        }
    }

    /** Under the lock. The accounts it imports from are loaded with it, as far as they can be found. */
    private KnownAccount follow(AccountClaims claims, String token) throws JwtException {
        Map<String, Verified> batch = exportersOf(claims);
        for (Verified exporter : batch.values()) {
            try {
                link(exporter, batch);
            } catch (JwtException e) {
                LOG.log(Level.WARNING, "account " + exporter.claims().key() + ": " + e.getMessage());
            }
        }
        boolean isUpdate = known.containsKey(claims.key());
        KnownAccount followed = link(new Verified(claims, token), batch);
        if (isUpdate) {
            for (KnownAccount importer : importersOf(claims.key())) {
                link(new Verified(importer.claims(), importer.token()), Map.of());
            }
        }
        return followed;
    }

    private List<KnownAccount> importersOf(String key) {
        return known.values().stream()
                .filter(other -> other.claims().imports().stream()
                        .anyMatch(wanted -> wanted.account().equals(key)))
                .toList();
    }

    private KnownAccount link(Verified verified, Map<String, Verified> batch) throws JwtException {
        AccountClaims claims = verified.claims();
        Instant now = clock.instant();
        Recheck recheck = new Recheck(claims, now);
        define(ClaimedDefinition.of(claims, wanted -> {
            KnownAccount here = known.get(wanted.account());
            Verified coming = batch.get(wanted.account());
            AccountClaims exporter = here != null ? here.claims() : coming != null ? coming.claims() : null;
            return exporter != null && recheck.judge(wanted, exporter);
        }));
        Account account = directory.find(claims.key());
        if (account == null) {
            throw new JwtException("account " + claims.key() + " could not be made");
        }
        boolean strict = operators.isStrict(claims.registered().issuer());
        KnownAccount after = new KnownAccount(
                account, claims, verified.token(), strict, account.definition().defaultPermissions(), recheck.at());
        KnownAccount before = known.put(claims.key(), after);
        streams.grant(account, claims.streams());
        if (before != null) {
            users.judgeAnew(account, user -> after.judgeAnew(user, before, clock.instant()));
        }
        return after;
    }

    private void define(AccountDefinition definition) throws JwtException {
        try {
            for (String refusal : directory.define(definition)) {
                LOG.log(Level.WARNING, "account " + definition.name() + ": " + refusal);
            }
        } catch (AccountException | IllegalArgumentException e) {
            throw new JwtException(String.valueOf(e.getMessage()));
        }
    }

    /** What an account imports from and is not here yet, and what those import from. */
    private Map<String, Verified> exportersOf(AccountClaims claims) {
        Map<String, Verified> found = new LinkedHashMap<>();
        Deque<AccountClaims> open = new ArrayDeque<>(List.of(claims));
        while (!open.isEmpty() && found.size() < MOST_LINKED) {
            for (ImportClaim wanted : open.removeFirst().imports()) {
                String key = wanted.account();
                if (!key.equals(claims.key()) && !known.containsKey(key) && !found.containsKey(key)) {
                    fetch(key).ifPresent(exporter -> {
                        found.put(key, exporter);
                        open.addLast(exporter.claims());
                    });
                }
            }
        }
        return found;
    }

    private Optional<Verified> fetch(String key) {
        try {
            Optional<String> token = PublicKey.isValid(key, KeyKind.ACCOUNT) ? resolver.fetch(key) : Optional.empty();
            return token.isPresent()
                    ? Optional.of(new Verified(verified(key, token.get()), token.get()))
                    : Optional.empty();
        } catch (JwtException | IOException e) {
            LOG.log(Level.WARNING, "account " + key + " cannot be imported from: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Claims that were judged, and the token they came in. */
    private record Verified(AccountClaims claims, String token) {}

    /** When an account must be looked at again because something in its claims will have ended. */
    private static final class Recheck {
        private final AccountClaims claims;
        private final Instant now;
        private Instant at;

        Recheck(AccountClaims claims, Instant now) {
            this.claims = claims;
            this.now = now;
            long expires = claims.registered().expires();
            boolean ends = expires > now.getEpochSecond();
            this.at = ends ? Instant.ofEpochSecond(expires) : Instant.MAX;
        }

        boolean judge(ImportClaim wanted, AccountClaims exporter) {
            Activations.Judgement judgement = Activations.judge(wanted, claims, exporter, now);
            at = judgement.until().isBefore(at) ? judgement.until() : at;
            return judgement.holds();
        }

        Instant at() {
            return at;
        }
    }
}
