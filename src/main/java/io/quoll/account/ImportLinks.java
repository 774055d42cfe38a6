package io.quoll.account;

import io.quoll.router.MessageSink;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The imports of one account as they work: for a stream a subscription in the exporter's subject space, for a service one in
 * the importer's, each with a sink that publishes in the other. Accounts that import and export nothing have none, and their
 * messages meet none. Changed under the {@link AccountDirectory}'s lock.
 */
final class ImportLinks {

    /** What a link depends on; while it stays the same, so does the link. */
    private record Terms(Import wanted, Export export, Account exporter) {}

    private record Link(SubjectRouter router, Subscription subscription) {
        void unlink() {
            router.unsubscribe(subscription);
        }
    }

    private final Account importer;
    private Map<Terms, Link> links = new LinkedHashMap<>();

    ImportLinks(Account importer) {
        this.importer = importer;
    }

    /** Collects what is to be linked from now on. */
    final class Change {
        private final Map<Terms, Link> next = new LinkedHashMap<>();

        void keep(Import wanted, Export export, Account exporter) {
            Terms terms = new Terms(wanted, export, exporter);
            Link known = links.get(terms);
            next.put(terms, known != null ? known : link(terms));
        }

        /** Ends the links that were not kept. New ones are there already, so that no message finds none. */
        void complete() {
            links.forEach((terms, link) -> {
                if (!next.containsKey(terms)) {
                    link.unlink();
                }
            });
            links = next;
        }
    }

    Change change() {
        return new Change();
    }

    void unlinkAll() {
        change().complete();
    }

    int size() {
        return links.size();
    }

    private Link link(Terms terms) {
        Import wanted = terms.wanted();
        SubjectMove move = ImportRules.moveOf(wanted);
        boolean stream = wanted.kind() == Export.Kind.STREAM;
        String pattern = stream ? wanted.subject() : ImportRules.localPattern(wanted);
        SubjectRouter router = stream ? terms.exporter().router() : importer.router();
        MessageSink sink = stream
                ? new StreamImportSink(importer, move)
                : new ServiceImportSink(importer, terms.exporter(), terms.export(), move, wanted.share());
        Subscription subscription = new Subscription(pattern.getBytes(StandardCharsets.UTF_8), null, sink);
        router.subscribe(subscription);
        return new Link(router, subscription);
    }
}
