package io.quoll.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lists of users. */
final class UserReader {

    private static final String PATH = "authorization.users[].";
    private static final List<String> KEYS = List.of("user", "password", "permissions");

    private String user = "";
    private String password = "";
    private @Nullable PermissionSettings permissions;

    private UserReader() {}

    static List<UserCredentials> readAll(String name, ConfigValue value) {
        return BlockReader.blocks(name, value).stream()
                .map(block -> read(name, block))
                .toList();
    }

    private static UserCredentials read(String name, ConfigValue.Block block) {
        UserReader reader = new UserReader();
        BlockReader.each(block, reader::take);
        if (reader.user.isEmpty() || reader.password.isEmpty()) {
            throw new ConfigException(
                    block.origin(),
                    reader.user.isEmpty()
                            ? "this item of " + name + " has no user"
                            : "the user '" + reader.user + "' has no password");
        }
        return new UserCredentials(reader.user, reader.password, reader.permissions);
    }

    private void take(ConfigEntry entry) {
        String path = PATH + ForeignKey.lower(entry.key());
        switch (ForeignKey.lower(entry.key())) {
            case "user", "username" -> user = ValueType.textOf(path, entry.value());
            case "pass", "password" -> password = ValueType.textOf(path, entry.value());
            case "permission", "permissions", "authorization" ->
                permissions = PermissionReader.read("permissions", entry.value());
            default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
        }
    }
}
