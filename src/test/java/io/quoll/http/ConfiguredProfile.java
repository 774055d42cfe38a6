package io.quoll.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An API whose broker has a configuration file. */
abstract class ConfiguredProfile extends ApiProfile {

    private final String text;

    ConfiguredProfile(String text) {
        this.text = text;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        try {
            Path file = Files.writeString(Files.createTempFile("quoll", ".conf"), text);
            file.toFile().deleteOnExit();
            overrides.put("quoll.config", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return overrides;
    }
}
