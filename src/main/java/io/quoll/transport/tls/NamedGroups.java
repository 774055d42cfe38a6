package io.quoll.transport.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLParameters;

/** Groups for the key exchange: the names of nats-server and those of Java, which lets them be set from Java 20 on. */
final class NamedGroups {

    private NamedGroups() {}

    static void set(SSLParameters parameters, List<String> names) {
        String[] groups = names.stream().map(NamedGroups::javaName).toArray(String[]::new);
        try {
            Method setter = SSLParameters.class.getMethod("setNamedGroups", String[].class);
            setter.invoke(parameters, (Object) groups);
        } catch (NoSuchMethodException e) {
            throw new TlsException("curve_preferences needs Java 20 or newer", e);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new TlsException("curve_preferences cannot be set to " + names, e);
        }
    }

    private static String javaName(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "CURVEP256" -> "secp256r1";
            case "CURVEP384" -> "secp384r1";
            case "CURVEP521" -> "secp521r1";
            case "X25519" -> "x25519";
            case "X25519MLKEM768" -> "X25519MLKEM768";
            default -> throw new TlsException("unrecognized curve preference " + name);
        };
    }
}
