package io.quoll.account;

import io.quoll.subject.SubjectSyntax;
import io.quoll.subject.SubjectTransform;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges imports: whether what is imported is exported, to this account, and whether messages could go round in a circle.
 * Made of the definitions of one moment; never changed.
 */
final class ImportRules {

    /** Accounts that import from each other in a row; more are taken for a circle. */
    private static final int LONGEST_CHAIN = 1024;

    private static final Pattern DOT = Pattern.compile("\\.");

    private final Map<String, AccountDefinition> definitions;

    ImportRules(Collection<AccountDefinition> definitions) {
        this.definitions = definitions.stream()
                .collect(java.util.stream.Collectors.toUnmodifiableMap(AccountDefinition::name, d -> d));
    }

    /** What is wrong with an import of the account, to follow the import's name in a sentence, or null. */
    @Nullable
    String refusalOf(AccountDefinition importer, Import wanted) {
        if (!definitions.containsKey(wanted.account())) {
            return "\"" + wanted.account() + "\" account not defined for " + noun(wanted) + " import";
        }
        if (!isValid(wanted.subject()) || !isValid(localPattern(wanted))) {
            return "invalid subject";
        }
        if (exportFor(importer.name(), wanted).isEmpty()) {
            return noun(wanted) + " import not authorized";
        }
        if (isRepeated(importer, wanted)) {
            return noun(wanted) + " import already exists";
        }
        try {
            moveOf(wanted);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return formsCycle(importer.name(), wanted, new HashSet<>()) ? "import forms a cycle" : null;
    }

    /** Whether the same account imports the same before it in the list. */
    private static boolean isRepeated(AccountDefinition importer, Import wanted) {
        List<Import> imports = importer.imports();
        return imports.subList(0, imports.indexOf(wanted)).stream()
                        .anyMatch(other -> other.kind() == wanted.kind()
                                && other.account().equals(wanted.account())
                                && (wanted.kind() == Export.Kind.STREAM
                                        ? other.subject().equals(wanted.subject())
                                        : other.localSubject().equals(wanted.localSubject())))
                || imports.indexOf(wanted) != imports.lastIndexOf(wanted);
    }

    /** The export by which an account may import this, if there is one. */
    Optional<Export> exportFor(String importer, Import wanted) {
        AccountDefinition exporter = definitions.get(wanted.account());
        if (exporter == null) {
            return Optional.empty();
        }
        byte[] subject = bytes(wanted.subject());
        // One of exactly this subject decides, before wider ones are looked at.
        return exporter.exports().stream()
                .filter(export ->
                        export.kind() == wanted.kind() && SubjectSyntax.covers(bytes(export.subject()), subject))
                .min((a, b) -> Boolean.compare(
                        !a.subject().equals(wanted.subject()), !b.subject().equals(wanted.subject())))
                .filter(export -> allows(export, importer, wanted));
    }

    private static boolean allows(Export export, String importer, Import wanted) {
        if (export.accountTokenPosition() > 0) {
            String[] tokens = DOT.split(wanted.subject(), -1);
            return export.accountTokenPosition() <= tokens.length
                    && tokens[export.accountTokenPosition() - 1].equals(importer);
        }
        if (export.tokenRequired()) {
            return wanted.activated();
        }
        return export.accounts().isEmpty() || export.accounts().contains(importer);
    }

    private boolean formsCycle(String importer, Import wanted, Set<Import> way) {
        if (way.size() >= LONGEST_CHAIN || !way.add(wanted)) {
            return true;
        }
        boolean circular;
        if (wanted.kind() == Export.Kind.SERVICE) {
            // A request arrives at the exporter and may leave it again by one of its own imports.
            AccountDefinition exporter = definitions.get(wanted.account());
            circular = exporter != null
                    && exporter.imports().stream()
                            .filter(next ->
                                    next.kind() == Export.Kind.SERVICE && overlap(localPattern(next), wanted.subject()))
                            .anyMatch(next -> formsCycle(exporter.name(), next, way));
        } else {
            // A message arrives at the importer and may leave it again by what others import from there.
            circular = definitions.values().stream().anyMatch(other -> other.imports().stream()
                    .filter(next -> next.kind() == Export.Kind.STREAM
                            && next.account().equals(importer)
                            && overlap(next.subject(), localPattern(wanted)))
                    .anyMatch(next -> formsCycle(other.name(), next, way)));
        }
        way.remove(wanted);
        return circular;
    }

    /** The local subject as a pattern. */
    static String localPattern(Import wanted) {
        return SubjectTransform.unnumbered(wanted.localSubject());
    }

    /** How subjects change on the way of an import: to the importer with streams, to the exporter with services. */
    static @Nullable SubjectMove moveOf(Import wanted) {
        String subject = wanted.subject();
        String local = wanted.localSubject();
        if (subject.equals(local)) {
            return null;
        }
        boolean stream = wanted.kind() == Export.Kind.STREAM;
        if (SubjectSyntax.isLiteral(bytes(subject))) {
            byte[] fixed = bytes(stream ? local : subject);
            return from -> fixed;
        }
        SubjectTransform inward = SubjectTransform.reversible(subject, SubjectTransform.numbered(local));
        SubjectTransform transform = stream ? inward : inward.reversed();
        return transform::apply;
    }

    private static boolean overlap(String pattern, String other) {
        return SubjectSyntax.overlaps(bytes(pattern), bytes(other));
    }

    private static boolean isValid(String pattern) {
        return SubjectSyntax.isValidPattern(bytes(pattern));
    }

    static String noun(Import wanted) {
        return wanted.kind() == Export.Kind.STREAM ? "stream" : "service";
    }

    private static byte[] bytes(String subject) {
        return subject.getBytes(StandardCharsets.UTF_8);
    }
}
