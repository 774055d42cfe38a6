package io.quoll.storage.index;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * Opens the packages of the JDK that Chronicle Map maps files with, so that the program needs no flag for it. By name, since
 * naming {@code sun.misc.Unsafe} is a warning that cannot be silenced.
 */
final class JdkAccess {

    /** Read by Chronicle's classes when they are loaded: no advertisement, no telemetry, no minute's wait for a lock. */
    private static final Map<String, String> SETTINGS = Map.of(
            "chronicle.announcer.disable", "true",
            "chronicle.analytics.disable", "true",
            "net.openhft.chronicle.map.lockTimeoutSeconds", "5");

    private static final String[] PACKAGES = {"java.lang.reflect", "sun.nio.ch", "jdk.internal.ref"};

    private JdkAccess() {}

    /** @throws ReflectiveOperationException if this JDK does not let us */
    static void open() throws ReflectiveOperationException {
        SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        Module base = Object.class.getModule();
        if (base.isOpen(PACKAGES[0], JdkAccess.class.getModule())
                && base.isOpen(PACKAGES[1], JdkAccess.class.getModule())) {
            return;
        }
        Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
        Field instance = unsafeClass.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        Method base0 = unsafeClass.getMethod("staticFieldBase", Field.class);
        Method offset = unsafeClass.getMethod("staticFieldOffset", Field.class);
        Method getObject = unsafeClass.getMethod("getObject", Object.class, long.class);
        MethodHandles.Lookup lookup = (MethodHandles.Lookup)
                getObject.invoke(unsafe, base0.invoke(unsafe, trusted), offset.invoke(unsafe, trusted));
        MethodHandle addOpens = lookup.findVirtual(
                Module.class, "implAddOpensToAllUnnamed", MethodType.methodType(void.class, String.class));
        for (String name : PACKAGES) {
            try {
                addOpens.invoke(base, name);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new ReflectiveOperationException(e);
            }
        }
    }
}
