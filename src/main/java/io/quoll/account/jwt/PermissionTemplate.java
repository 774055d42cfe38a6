package io.quoll.account.jwt;

import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Fills in what a scope's subjects leave open: <code>{{name()}}</code>, <code>{{subject()}}</code>,
 * <code>{{account-name()}}</code>, <code>{{account-subject()}}</code>, <code>{{tag(key)}}</code> and
 * <code>{{account-tag(key)}}</code>. A tag of several values makes several subjects, {@link #MOST_SUBJECTS} at the most.
 *
 * <p>A subject that cannot be filled in is left out where it would have allowed something, and refuses the user where it would
 * have denied something.
 */
final class PermissionTemplate {

    static final int MOST_SUBJECTS = 4096;

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{([^}]+)}}");
    private static final Pattern TAG = Pattern.compile("(?i)(account-)?tag\\((.*)\\)");

    private final UserClaims user;
    private final AccountClaims account;

    PermissionTemplate(UserClaims user, AccountClaims account) {
        this.user = user;
        this.account = account;
    }

    SubjectTerms fill(SubjectTerms template) throws JwtException {
        return new SubjectTerms(fill(template.publish()), fill(template.subscribe()), template.responses());
    }

    private SubjectLists fill(SubjectLists template) throws JwtException {
        List<String> allow = fill(template.allow(), false);
        List<String> deny = fill(template.deny(), true);
        if (allow.isEmpty() && !template.allow().isEmpty()) {
            // An empty list would allow everything.
            deny = new ArrayList<>(deny);
            deny.add(">");
        }
        return new SubjectLists(List.copyOf(allow), List.copyOf(deny));
    }

    private List<String> fill(List<String> templates, boolean denies) throws JwtException {
        List<String> filled = new ArrayList<>();
        for (String template : templates) {
            if (!VARIABLE.matcher(template).find()) {
                filled.add(template);
                continue;
            }
            for (String subject : expand(template)) {
                if (isSubject(subject)) {
                    filled.add(subject);
                } else if (denies) {
                    throw new JwtException("a subject to deny cannot be filled in");
                }
            }
            if (filled.size() > MOST_SUBJECTS) {
                throw tooMany();
            }
        }
        return filled;
    }

    /**
     * Every way to put the values in; a variable without a value makes a text that is no subject. What a value holds is not
     * looked at again, so that a name cannot bring variables in.
     */
    private List<String> expand(String template) throws JwtException {
        List<String> begun = List.of("");
        int done = 0;
        for (MatchResult variable : VARIABLE.matcher(template).results().toList()) {
            List<String> values = values(variable.group(1).strip());
            if ((long) begun.size() * values.size() > MOST_SUBJECTS) {
                throw tooMany();
            }
            String between = template.substring(done, variable.start());
            begun = begun.stream()
                    .flatMap(subject -> values.stream().map(value -> subject + between + value))
                    .toList();
            done = variable.end();
        }
        String rest = template.substring(done);
        return begun.stream().map(subject -> subject + rest).toList();
    }

    private List<String> values(String variable) throws JwtException {
        String fixed =
                switch (variable.toLowerCase(Locale.ROOT)) {
                    case "name()" -> user.registered().name();
                    case "subject()" -> user.key();
                    case "account-name()" -> account.registered().name();
                    case "account-subject()" -> account.key();
                    default -> null;
                };
        if (fixed != null) {
            return List.of(fixed);
        }
        Optional<MatchResult> tag = TAG.matcher(variable).results().findFirst();
        if (tag.isEmpty() || tag.get().group().length() != variable.length()) {
            throw new JwtException("a template asks for something unknown");
        }
        List<String> tags = tag.get().group(1) == null ? user.tags() : account.tags();
        String prefix = tag.get().group(2).toLowerCase(Locale.ROOT) + ":";
        List<String> values = tags.stream()
                .filter(t -> t.startsWith(prefix))
                .map(t -> t.substring(prefix.length()))
                .toList();
        return values.isEmpty() ? List.of(" ") : values;
    }

    /** A queue may follow where the template has one, but no value can bring one in. */
    private static boolean isSubject(String text) {
        return SubjectSyntax.isValidPattern(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JwtException tooMany() {
        return new JwtException("a template makes more than " + MOST_SUBJECTS + " subjects");
    }
}
