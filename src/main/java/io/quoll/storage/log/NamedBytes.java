package io.quoll.storage.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Some names and a configuration, as the content of a {@link TwinFile}. */
final class NamedBytes {

    private final List<String> names;
    private final byte[] configuration;

    NamedBytes(List<String> names, byte[] configuration) {
        this.names = List.copyOf(names);
        this.configuration = configuration;
    }

    String name(int index) {
        return names.get(index);
    }

    byte[] configuration() {
        return configuration.clone();
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String name : names) {
                out.writeUTF(name);
            }
            out.writeInt(configuration.length);
            out.write(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param names how many there are */
    static NamedBytes decode(byte[] encoded, int names) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            String[] read = new String[names];
            for (int i = 0; i < names; i++) {
                read[i] = in.readUTF();
            }
            byte[] configuration = new byte[in.readInt()];
            in.readFully(configuration);
            return new NamedBytes(List.of(read), configuration);
        }
    }
}
