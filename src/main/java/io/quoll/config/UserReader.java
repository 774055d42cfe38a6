package io.quoll.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads lists of users. */
final class UserReader {

    private static final String PATH = "authorization.users[].";
    private static final List<String> KEYS =
            List.of("user", "password", "nkey", "permissions", "allowed_connection_types");
    private static final Set<String> CONNECTION_TYPES =
            Set.of("STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "MQTT", "MQTT_WS", "IN_PROCESS");

    private String user = "";
    private String password = "";
    private String nkey = "";
    private @Nullable PermissionSettings permissions;
    private List<String> connectionTypes = List.of();

    private UserReader() {}

    static List<UserCredentials> readAll(String name, ConfigValue value) {
        return BlockReader.blocks(name, value).stream()
                .map(block -> read(name, block))
                .toList();
    }

    private static UserCredentials read(String name, ConfigValue.Block block) {
        UserReader reader = new UserReader();
        BlockReader.each(block, reader::take);
        if (!reader.nkey.isEmpty()) {
            if (!reader.user.isEmpty() || !reader.password.isEmpty()) {
                throw new ConfigException(block.origin(), "a user with an nkey has no name and no password");
            }
            return reader.toCredentials();
        }
        if (reader.user.isEmpty()) {
            throw new ConfigException(block.origin(), "this item of " + name + " has no user");
        }
        return reader.toCredentials();
    }

    private UserCredentials toCredentials() {
        return new UserCredentials(user, password, nkey, permissions, connectionTypes);
    }

    private void take(ConfigEntry entry) {
        String path = PATH + ForeignKey.lower(entry.key());
        switch (ForeignKey.lower(entry.key())) {
            case "user", "username" -> user = ValueType.textOf(path, entry.value());
            case "pass", "password" -> password = ValueType.textOf(path, entry.value());
            case "nkey" -> nkey = ValueType.textOf(path, entry.value());
            case "allowed_connection_types", "connection_types", "clients" ->
                connectionTypes = connectionTypes(path, entry.value());
            case "permission", "permissions", "authorization" ->
                permissions = PermissionReader.read("permissions", entry.value());
            default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
        }
    }

    private static List<String> connectionTypes(String path, ConfigValue value) {
        List<String> types = Listing.texts(path, value).stream()
                .map(type -> type.toUpperCase(Locale.ROOT))
                .toList();
        for (String type : types) {
            if (!CONNECTION_TYPES.contains(type)) {
                throw new ConfigException(value.origin(), path + ": invalid connection type \"" + type + "\"");
            }
        }
        return types;
    }
}
