package io.quoll.account;

import io.quoll.router.RouterStatistics;
import io.quoll.router.SubjectRouter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All accounts of the server by name, the default one and the system's always among them. Looked into by any thread; changed
 * as a whole by the configuration, or one at a time by tokens.
 */
public final class AccountDirectory {

    private final int laneCount;
    private final LongSupplier nanoTime;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Account global;
    private volatile Account system;

    /**
     * @param laneCount the lanes of each account's router
     * @param nanoTime the clock by which services must answer
     */
    public AccountDirectory(int laneCount, LongSupplier nanoTime) {
        this.laneCount = laneCount;
        this.nanoTime = nanoTime;
        this.global = added(Account.GLOBAL);
        this.system = added(Account.SYSTEM);
    }

    /** The account of everyone who is in no other. */
    public Account global() {
        return global;
    }

    /** The account of the server's own messages. */
    public Account system() {
        return system;
    }

    public boolean isSystem(Account account) {
        return account == system;
    }

    public @Nullable Account find(String name) {
        return accounts.get(name);
    }

    public Collection<Account> all() {
        return Collections.unmodifiableCollection(accounts.values());
    }

    /** What the routers of all accounts count, together. */
    public RouterStatistics statistics() {
        return accounts.values().stream()
                .map(account -> account.router().statistics())
                .reduce(RouterStatistics.NONE, RouterStatistics::plus);
    }

    /**
     * Follows the whole configuration. Accounts that it does not define are gone from here, though their clients may still be
     * in them; the default and the system's account stay.
     *
     * @param systemName the system's account
     * @throws AccountException if something in it cannot be; then nothing has changed
     */
    public synchronized void define(Collection<AccountDefinition> definitions, String systemName) {
        Map<String, AccountDefinition> all = new LinkedHashMap<>();
        all.put(Account.GLOBAL, AccountDefinition.of(Account.GLOBAL));
        all.put(systemName, AccountDefinition.of(systemName));
        definitions.forEach(definition -> all.put(definition.name(), definition));
        ImportRules rules = new ImportRules(all.values());
        all.values().forEach(definition -> check(definition, rules));
        all.values().forEach(definition -> added(definition.name()).follow(definition));
        system = added(systemName);
        accounts.values().removeIf(account -> !all.containsKey(account.name()) && retire(account));
        accounts.values().forEach(account -> link(account, rules));
    }

    /**
     * Follows one account's definition. An import that cannot be is left out until it can.
     *
     * @return what is wrong with the imports that were left out
     * @throws AccountException if a mapping cannot be; then nothing has changed
     */
    public synchronized List<String> define(AccountDefinition definition) {
        checkMappings(definition);
        added(definition.name()).follow(definition);
        ImportRules rules = new ImportRules(
                accounts.values().stream().map(Account::definition).toList());
        for (Account other : accounts.values()) {
            if (other.definition().imports().stream()
                    .anyMatch(wanted -> wanted.account().equals(definition.name()))) {
                link(other, rules);
            }
        }
        return link(added(definition.name()), rules);
    }

    /** Forgets an account. Its clients stay in it until they are told to go; nothing crosses its border any more. */
    public synchronized void remove(String name) {
        Account account = accounts.get(name);
        if (account == null || account == global || account == system) {
            return;
        }
        accounts.remove(name);
        retire(account);
        ImportRules rules = new ImportRules(
                accounts.values().stream().map(Account::definition).toList());
        accounts.values().forEach(other -> link(other, rules));
    }

    private static boolean retire(Account account) {
        account.links().unlinkAll();
        return true;
    }

    private Account added(String name) {
        return accounts.computeIfAbsent(name, n -> new Account(n, new SubjectRouter(laneCount), nanoTime));
    }

    private static void check(AccountDefinition definition, ImportRules rules) {
        checkMappings(definition);
        for (Import wanted : definition.imports()) {
            String refusal = rules.refusalOf(definition, wanted);
            if (refusal != null) {
                throw new AccountException(definition.name(), sentence(wanted, refusal));
            }
        }
    }

    private static void checkMappings(AccountDefinition definition) {
        try {
            SubjectMappings.of(definition.mappings());
        } catch (IllegalArgumentException e) {
            throw new AccountException(definition.name(), String.valueOf(e.getMessage()));
        }
    }

    private List<String> link(Account account, ImportRules rules) {
        List<String> refusals = new ArrayList<>();
        ImportLinks.Change change = account.links().change();
        for (Import wanted : account.definition().imports()) {
            String refusal = rules.refusalOf(account.definition(), wanted);
            Account exporter = accounts.get(wanted.account());
            if (refusal != null || exporter == null) {
                refusals.add(sentence(wanted, String.valueOf(refusal)));
            } else {
                rules.exportFor(account.name(), wanted).ifPresent(export -> change.keep(wanted, export, exporter));
            }
        }
        change.complete();
        return refusals;
    }

    private static String sentence(Import wanted, String refusal) {
        return ImportRules.noun(wanted) + " import \"" + wanted.subject() + "\" of account \"" + wanted.account()
                + "\": " + refusal;
    }
}
