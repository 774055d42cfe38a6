package io.quoll.config;

import io.quoll.config.AccountSettings.Answer;
import io.quoll.config.AccountSettings.ExportEntry;
import io.quoll.config.AccountSettings.ImportEntry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what accounts export to and import from each other: lists of blocks with a stream or a service each. */
final class ExchangeReader {

    private static final List<String> EXPORT_KEYS =
            List.of("stream", "service", "accounts", "response_type", "threshold", "account_token_position");
    private static final List<String> IMPORT_KEYS = List.of("stream", "service", "prefix", "to", "share");

    private ExchangeReader() {}

    static List<ExportEntry> exports(ConfigValue value) {
        return BlockReader.blocks("exports", value).stream()
                .map(block -> new ExportReader().read(block))
                .toList();
    }

    static List<ImportEntry> imports(ConfigValue value) {
        return BlockReader.blocks("imports", value).stream()
                .map(block -> new ImportReader().read(block))
                .toList();
    }

    /** One item, which is about either a stream or a service. */
    private abstract static class Item {
        private @Nullable ConfigValue stream;
        private @Nullable ConfigValue service;
        private @Nullable ConfigEntry forServicesOnly;

        final boolean isService() {
            return service != null;
        }

        /** What is exchanged. */
        final ConfigValue object(ConfigValue.Block block, String noun) {
            ConfigValue object = service != null ? service : stream;
            if (object == null || (service != null && stream != null)) {
                throw new ConfigException(
                        block.origin(), "this item of " + noun + " must have either a stream or a service");
            }
            if (service == null && forServicesOnly != null) {
                throw new ConfigException(
                        forServicesOnly.position(), "'" + forServicesOnly.key() + "' is for services, not for streams");
            }
            return object;
        }

        final boolean takesObject(ConfigEntry entry) {
            switch (ForeignKey.lower(entry.key())) {
                case "stream" -> stream = entry.value();
                case "service" -> service = entry.value();
                default -> {
                    return false;
                }
            }
            return true;
        }

        final void markForServicesOnly(ConfigEntry entry) {
            forServicesOnly = entry;
        }
    }

    private static final class ExportReader extends Item {
        private List<String> accounts = List.of();
        private Answer answer = Answer.SINGLETON;
        private @Nullable Duration threshold;
        private int position;

        ExportEntry read(ConfigValue.Block block) {
            BlockReader.each(block, this::take);
            String subject = ValueType.textOf("the subject of an export", object(block, "exports"));
            return new ExportEntry(isService(), subject, accounts, answer, threshold, position);
        }

        private void take(ConfigEntry entry) {
            if (takesObject(entry)) {
                return;
            }
            switch (ForeignKey.lower(entry.key())) {
                case "accounts" -> accounts = BlockReader.texts("accounts", entry.value());
                case "response", "response_type" -> {
                    markForServicesOnly(entry);
                    answer = answer(ValueType.textOf(entry.key(), entry.value()));
                }
                case "threshold", "response_threshold", "response_max_time", "response_time" -> {
                    markForServicesOnly(entry);
                    threshold = (Duration) ValueType.DURATION.read(entry.key(), entry.value());
                }
                case "account_token_position" -> position = Math.max(0, BlockReader.number(entry.key(), entry.value()));
                default ->
                    ForeignKey.refuseUnlessReferenced(
                            "accounts.exports[]." + ForeignKey.lower(entry.key()), entry, EXPORT_KEYS);
            }
        }

        private static Answer answer(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "single", "singleton" -> Answer.SINGLETON;
                case "stream" -> Answer.STREAM;
                case "chunk", "chunked" -> Answer.CHUNKED;
                default ->
                    throw new IllegalArgumentException("'" + text + "' is none of singleton, stream and chunked");
            };
        }
    }

    private static final class ImportReader extends Item {
        private String prefix = "";
        private String to = "";
        private boolean share;

        ImportEntry read(ConfigValue.Block block) {
            BlockReader.each(block, this::take);
            ConfigValue.Block object = BlockReader.block("what is imported", object(block, "imports"));
            Source source = new Source();
            BlockReader.each(object, source::take);
            if (source.account.isEmpty() || source.subject.isEmpty()) {
                throw new ConfigException(object.origin(), "what is imported needs an account and a subject");
            }
            if (!prefix.isEmpty() && (!to.isEmpty() || isService())) {
                throw new ConfigException(
                        block.origin(),
                        isService()
                                ? "'prefix' is for streams, not for services"
                                : "a stream import cannot have both a 'prefix' and a 'to'");
            }
            return new ImportEntry(isService(), source.account, source.subject, local(block, source.subject), share);
        }

        private String local(ConfigValue.Block block, String subject) {
            if (prefix.isEmpty()) {
                return to.isEmpty() ? subject : to;
            }
            if (prefix.indexOf('*') >= 0 || prefix.indexOf('>') >= 0) {
                throw new ConfigException(block.origin(), "stream import prefix can not contain wildcard tokens");
            }
            return prefix.endsWith(".") ? prefix + subject : prefix + "." + subject;
        }

        private void take(ConfigEntry entry) {
            if (takesObject(entry)) {
                return;
            }
            switch (ForeignKey.lower(entry.key())) {
                case "prefix" -> prefix = ValueType.textOf("prefix", entry.value());
                case "to" -> to = ValueType.textOf("to", entry.value());
                case "share" -> share = BlockReader.truth("share", entry.value());
                default ->
                    ForeignKey.refuseUnlessReferenced(
                            "accounts.imports[]." + ForeignKey.lower(entry.key()), entry, IMPORT_KEYS);
            }
        }
    }

    private static final class Source {
        private String account = "";
        private String subject = "";

        void take(ConfigEntry entry) {
            switch (ForeignKey.lower(entry.key())) {
                case "account" -> account = ValueType.textOf("account", entry.value());
                case "subject" -> subject = ValueType.textOf("subject", entry.value());
                default ->
                    ForeignKey.refuseUnlessReferenced("accounts.imports[].", entry, List.of("account", "subject"));
            }
        }
    }
}
