package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.AccountDefinition;
import io.quoll.account.Export;
import io.quoll.account.Import;
import io.quoll.account.SubjectMapping;
import java.io.IOException;
import java.util.Locale;

/** How an account's mappings, exports and imports are shown; of each kind nothing where there are none. */
final class AccountJson {

    private AccountJson() {}

    static void writeDefinition(JsonGenerator json, AccountDefinition definition) throws IOException {
        if (!definition.mappings().isEmpty()) {
            JsonText.object(json, "mappings", mappings -> {
                for (SubjectMapping mapping : definition.mappings()) {
                    writeMapping(mappings, mapping);
                }
            });
        }
        if (!definition.exports().isEmpty()) {
            json.writeArrayFieldStart("exports");
            for (Export export : definition.exports()) {
                writeExport(json, export);
            }
            json.writeEndArray();
        }
        if (!definition.imports().isEmpty()) {
            json.writeArrayFieldStart("imports");
            for (Import wanted : definition.imports()) {
                writeImport(json, wanted);
            }
            json.writeEndArray();
        }
    }

    private static void writeMapping(JsonGenerator json, SubjectMapping mapping) throws IOException {
        json.writeArrayFieldStart(mapping.source());
        for (SubjectMapping.Destination destination : mapping.destinations()) {
            json.writeStartObject();
            json.writeStringField("subject", destination.subject());
            json.writeNumberField("weight", destination.weight());
            if (!destination.cluster().isEmpty()) {
                json.writeStringField("cluster", destination.cluster());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeExport(JsonGenerator json, Export export) throws IOException {
        json.writeStartObject();
        json.writeStringField("subject", export.subject());
        json.writeStringField("type", text(export.kind()));
        if (export.tokenRequired()) {
            json.writeBooleanField("token_req", true);
        }
        if (export.kind() == Export.Kind.SERVICE) {
            json.writeStringField("response_type", export.responses().text());
        }
        if (export.accountTokenPosition() > 0) {
            json.writeNumberField("account_token_position", export.accountTokenPosition());
        }
        if (!export.accounts().isEmpty()) {
            json.writeArrayFieldStart("approved_accounts");
            for (String account : export.accounts().stream().sorted().toList()) {
                json.writeString(account);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeImport(JsonGenerator json, Import wanted) throws IOException {
        json.writeStartObject();
        json.writeStringField("subject", wanted.subject());
        json.writeStringField("account", wanted.account());
        json.writeStringField("local_subject", wanted.localSubject());
        json.writeStringField("type", text(wanted.kind()));
        json.writeBooleanField("invalid", false);
        json.writeBooleanField("share", wanted.share());
        json.writeBooleanField("tracking", false);
        json.writeEndObject();
    }

    private static String text(Export.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
