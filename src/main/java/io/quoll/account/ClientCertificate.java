package io.quoll.account;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client has proved to be its own, by the names in it. Immutable.
 *
 * @param subject the distinguished name as RFC 2253 writes it, the most special part first
 * @param emails from the alternative names of the subject, as the next two
 */
public record ClientCertificate(String subject, List<String> emails, List<String> dnsNames, List<String> uris) {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    /** Kinds of attributes that RFC 2253 itself would write as numbers. */
    private static final Map<String, String> KINDS = Map.of(
            "1.2.840.113549.1.9.1", "EMAILADDRESS",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.12", "T",
            "2.5.4.4", "SN",
            "2.5.4.42", "GIVENNAME",
            "2.5.4.17", "POSTALCODE");

    public ClientCertificate {
        emails = List.copyOf(emails);
        dnsNames = List.copyOf(dnsNames);
        uris = List.copyOf(uris);
    }

    public static ClientCertificate of(X509Certificate certificate) {
        return new ClientCertificate(
                certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, KINDS),
                names(certificate, EMAIL),
                names(certificate, DNS),
                names(certificate, URI));
    }

    private static List<String> names(X509Certificate certificate, int kind) {
        List<String> found = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (Integer.valueOf(kind).equals(name.get(0))) {
                        found.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read name nobody.
            found.clear();
        }
        return found;
    }

    /**
     * Which of the users the certificate names, {@code null} if none: first by an email address, then by a DNS name, a URI,
     * and the distinguished name, whose parts may stand in any order. The first that fits holds, as in nats-server.
     */
    public @Nullable String userAmong(Set<String> users) {
        for (List<String> names : List.of(emails, dnsNames, uris)) {
            for (String name : names) {
                if (users.contains(name)) {
                    return name;
                }
            }
        }
        return userBySubject(users);
    }

    private @Nullable String userBySubject(Set<String> users) {
        List<Map<String, List<String>>> own = parts(subject);
        if (own.isEmpty()) {
            return null;
        }
        String inOtherOrder = null;
        for (String user : users) {
            List<Map<String, List<String>>> theirs = user.indexOf('=') > 0 ? parts(user) : List.of();
            if (theirs.equals(own)) {
                return user;
            }
            if (theirs.size() == own.size() && theirs.containsAll(own) && own.containsAll(theirs)) {
                inOtherOrder = user;
            }
        }
        return inOtherOrder;
    }

    /** The parts of a distinguished name, the most special one last; kinds in upper case. Empty if it is none. */
    private static List<Map<String, List<String>>> parts(String name) {
        List<Map<String, List<String>>> parts = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(name).getRdns()) {
                Map<String, List<String>> part = new HashMap<>();
                NamingEnumeration<? extends Attribute> attributes =
                        rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    Attribute attribute = attributes.next();
                    part.computeIfAbsent(attribute.getID().toUpperCase(Locale.ROOT), kind -> new ArrayList<>())
                            .add(String.valueOf(attribute.get()));
                }
                parts.add(part);
            }
        } catch (InvalidNameException e) {
            return List.of();
        } catch (NamingException e) {
            throw new IllegalStateException("a name in memory could not be read", e);
        }
        return parts;
    }
}
