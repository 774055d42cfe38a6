package io.quoll.config;

import java.util.Map;

/** A block that may also be given as the text of one, as in a property, where there is no other way to write it. */
final class BlockText {

    private BlockText() {}

    static ConfigValue.Block block(String name, ConfigValue value) {
        if (value instanceof ConfigValue.Block block) {
            return block;
        }
        if (value instanceof ConfigValue.Text text && text.text().strip().startsWith("{")) {
            Scope scope = new Scope(new Position(name, 1, 1), null);
            ConfigValue parsed = ConfigParser.loneValue(text.text().strip(), name, new Variables(Map.of()), scope);
            if (parsed instanceof ConfigValue.Block block) {
                return new ConfigValue.Block(block.entries(), value.origin());
            }
        }
        throw new ConfigException(value.origin(), name + " must be a block");
    }
}
