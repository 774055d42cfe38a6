import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program behind bin/native-image: translates the documented command line into one call of the builder, whose main
 * class is com.oracle.svm.hosted.NativeImageGeneratorRunner in svm.jar.
 *
 * <p>The builder knows options only in the form {@code -H:Name=value}, {@code -H:+Name} or {@code -H:-Name}. An option
 * may say where it comes from, {@code -H:Name@origin=value}: "user+api" for the documented option of the command line,
 * "driver" for what this class adds, a URI for what came from a jar's META-INF. The builder shows it in messages and
 * does not warn about "experimental" options for the +api and driver ones.
 *
 * <p>Covered is what Quarkus and plain programs use. Not covered: bundles, the interactive expert options, GraalVM's
 * languages and layers; such options are refused, not ignored.
 */
public final class NativeImageDriver {
    private static final String MAIN = "org.graalvm.nativeimage.builder/com.oracle.svm.hosted.NativeImageGeneratorRunner";
    private static final String META_INF = "META-INF/native-image";

    /** Configuration files that are found in META-INF/native-image, and the option that names them to the builder. */
    private static final Map<String, String> CONFIGURATION = Map.of(
            "reachability-metadata.json", "ReachabilityMetadataResources",
            "reflect-config.json", "ReflectionConfigurationResources",
            "jni-config.json", "JNIConfigurationResources",
            "proxy-config.json", "DynamicProxyConfigurationResources",
            "resource-config.json", "ResourceConfigurationResources",
            "serialization-config.json", "SerializationConfigurationResources",
            "predefined-classes-config.json", "PredefinedClassesConfigurationResources");

    private final Path home = Path.of(System.getProperty("java.home"));
    private final Path driver = home.resolve("lib/svm/driver");
    private final Path cwd = Path.of("").toAbsolutePath();
    private final List<ApiOption> apiOptions;

    private final List<String> vmArguments = new ArrayList<>(); // -J...: for the builder's JVM
    private final List<String> metaInfArguments = new ArrayList<>(); // from jars
    private final List<String> builderArguments = new ArrayList<>(); // from the command line; later, so they win
    private final Set<Path> classPath = new LinkedHashSet<>();
    private final Set<Path> modulePath = new LinkedHashSet<>();
    private final List<Pattern[]> excludedConfiguration = new ArrayList<>(); // of jar path, of resource path
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> names = new ArrayList<>(); // main class and/or name of the executable
    private final List<String> addedModules = new ArrayList<>(List.of("ALL-DEFAULT"));

    private Path jar;
    private String module;
    private String output;
    private boolean sharedLibrary;
    private boolean configurationOnlyFromUser;
    private boolean verbose;
    private boolean dryRun;

    public static void main(String[] args) throws Exception {
        try {
            System.exit(new NativeImageDriver().run(args));
        } catch (UsageException e) {
            System.err.println("native-image: " + e.getMessage());
            System.exit(20);
        }
    }

    private NativeImageDriver() throws IOException {
        try (Stream<String> lines = Files.lines(driver.resolve("api-options.tsv"))) {
            apiOptions = lines.map(ApiOption::parse).toList();
        }
    }

    private int run(String[] args) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        String fromEnvironment = System.getenv("NATIVE_IMAGE_OPTIONS");
        if (fromEnvironment != null) {
            arguments.addAll(split(fromEnvironment));
        }
        arguments.addAll(expandArgumentFiles(Arrays.asList(args)));

        if (arguments.contains("--version")) {
            System.out.print(Files.readString(driver.resolve("version.txt")));
            return 0;
        }
        if (arguments.isEmpty() || arguments.contains("--help")) {
            help();
            return arguments.isEmpty() ? 1 : 0;
        }
        readCommandLine(arguments);
        if (jar == null && classPath.isEmpty()) {
            String inherited = System.getenv("CLASSPATH");
            addPath(classPath, inherited != null && !inherited.isEmpty() ? inherited : ".");
        }
        if (jar != null) {
            readManifest();
        }
        if (!configurationOnlyFromUser) {
            for (Path entry : concat(classPath, modulePath)) {
                readMetaInf(entry);
            }
        }
        return build();
    }

    // --- command line ------------------------------------------------------------------------------------------------

    private void readCommandLine(List<String> arguments) {
        Arguments rest = new Arguments(arguments);
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "-cp", "-classpath", "--class-path" -> addPath(classPath, rest.value(arg));
                case "-p", "--module-path" -> addPath(modulePath, rest.value(arg));
                case "-jar" -> jar = existing(cwd.resolve(rest.value(arg)));
                case "-m", "--module" -> module = rest.value(arg);
                case "-o" -> output = rest.value(arg);
                case "--add-modules" -> addedModules.add(rest.value(arg));
                case "--exclude-config" -> excludedConfiguration.add(
                        new Pattern[] {Pattern.compile(rest.value(arg)), Pattern.compile(rest.value(arg))});
                case "--verbose" -> verbose = true;
                case "--dry-run" -> dryRun = true;
                case "--enable-preview" -> vmArguments.add(arg);
                default -> readOther(arg, rest);
            }
        }
    }

    private void readOther(String arg, Arguments rest) {
        if (arg.startsWith("--class-path=")) {
            addPath(classPath, afterEquals(arg));
        } else if (arg.startsWith("--module-path=")) {
            addPath(modulePath, afterEquals(arg));
        } else if (arg.startsWith("--module=")) {
            module = afterEquals(arg);
        } else if (arg.startsWith("--add-modules=")) {
            addedModules.add(afterEquals(arg));
        } else if (arg.startsWith("-J")) {
            vmArguments.add(arg.substring(2));
        } else if (arg.startsWith("-D")) {
            vmArguments.add(arg); // a system property while building
        } else if (arg.startsWith("-E")) {
            String[] nameAndValue = arg.substring(2).split("=", 2);
            if (nameAndValue.length == 2) {
                environment.put(nameAndValue[0], nameAndValue[1]);
            } // without a value: pass it on; the builder inherits the whole environment anyway
        } else if (arg.startsWith("-H:") || arg.startsWith("-R:")) {
            builderArguments.add(arg);
        } else if (arg.startsWith("-")) {
            builderArguments.add(translate(arg, rest, "user+api"));
            sharedLibrary |= arg.equals("--shared");
        } else {
            names.add(arg);
        }
    }

    /** A documented option in the builder's form. */
    private String translate(String arg, Arguments rest, String origin) {
        for (ApiOption option : apiOptions) {
            String translated = option.translate(arg, rest, origin);
            if (translated != null) {
                return translated;
            }
        }
        throw new UsageException("unknown or unsupported option " + arg);
    }

    private void addPath(Set<Path> path, String entries) {
        for (String entry : entries.split(File.pathSeparator)) {
            if (entry.equals("*") || entry.endsWith("/*")) {
                Path directory = cwd.resolve(entry.substring(0, entry.length() - 1));
                try (Stream<Path> files = Files.list(directory)) {
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().forEach(path::add);
                } catch (IOException e) {
                    throw new UsageException("cannot read " + directory);
                }
            } else if (Files.exists(cwd.resolve(entry))) { // like java: what does not exist is skipped
                path.add(cwd.resolve(entry).normalize());
            }
        }
    }

    // --- the application's jars ----------------------------------------------------------------------------------------

    /** -jar: main class, class path and the opened and exported packages are in the manifest. */
    private void readManifest() throws IOException {
        Manifest manifest;
        try (JarFile file = new JarFile(jar.toFile())) {
            manifest = file.getManifest();
        }
        Attributes attributes = manifest != null ? manifest.getMainAttributes() : new Attributes();
        String mainClass = attributes.getValue(Attributes.Name.MAIN_CLASS);
        if (mainClass == null && !sharedLibrary) {
            throw new UsageException("no Main-Class in the manifest of " + jar);
        }
        if (mainClass != null) {
            names.add(0, mainClass.trim());
        }
        classPath.add(jar);
        String entries = attributes.getValue(Attributes.Name.CLASS_PATH);
        for (String entry : entries != null ? entries.trim().split("\\s+") : new String[0]) {
            Path path = Path.of(jar.toUri().resolve(entry)).normalize();
            if (Files.exists(path)) {
                classPath.add(path);
            }
        }
        for (String name : List.of("Add-Opens", "Add-Exports")) {
            String packages = attributes.getValue(name);
            for (String p : packages != null ? packages.trim().split("\\s+") : new String[0]) {
                String option = name.equals("Add-Opens") ? "AddOpens" : "AddExports";
                builderArguments.add("-H:" + option + "@user+api=" + p + "=ALL-UNNAMED");
            }
        }
        if ("ALL-UNNAMED".equals(attributes.getValue("Enable-Native-Access"))) {
            builderArguments.add("-H:EnableNativeAccess@user+api=ALL-UNNAMED");
        }
    }

    /** META-INF/native-image of a jar or directory: native-image.properties and the configuration files. */
    private void readMetaInf(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            readMetaInf(entry, entry);
        } else if (entry.toString().endsWith(".jar")) {
            try (FileSystem contents = FileSystems.newFileSystem(entry)) {
                readMetaInf(entry, contents.getPath("/"));
            }
        }
    }

    private void readMetaInf(Path entry, Path root) throws IOException {
        Path directory = root.resolve(META_INF);
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String resource = root.relativize(file).toString();
            String name = file.getFileName().toString();
            boolean known = name.equals("native-image.properties") || CONFIGURATION.containsKey(name);
            if (!known) {
                continue;
            }
            if (isExcluded(entry, resource)) {
                System.out.println("Excluded by --exclude-config: " + file.toUri());
            } else if (name.equals("native-image.properties")) {
                readProperties(file, resource);
            } else {
                // the builder looks the resource up on the class path, in all jars
                metaInfArguments.add("-H:" + CONFIGURATION.get(name) + "@" + file.toUri() + "+api=" + resource);
            }
        }
    }

    private boolean isExcluded(Path entry, String resource) {
        return excludedConfiguration.stream().anyMatch(
                p -> p[0].matcher(entry.toString()).find() && p[1].matcher("/" + resource).find());
    }

    private void readProperties(Path file, String resource) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        String here = resource.substring(0, resource.lastIndexOf('/')); // ${.} is the directory of the file
        String origin = file.toUri() + "+api";
        Arguments args = new Arguments(split(properties.getProperty("Args", "").replace("${.}", here)));
        while (args.hasNext()) {
            String arg = args.next();
            if (arg.startsWith("-H:")) {
                metaInfArguments.add(withOrigin(arg, origin));
            } else if (arg.startsWith("-R:")) {
                metaInfArguments.add(arg);
            } else if (arg.startsWith("-D")) {
                vmArguments.add(arg);
            } else if (arg.startsWith("-J")) {
                vmArguments.add(arg.substring(2));
            } else {
                metaInfArguments.add(translate(arg, args, origin));
            }
        }
        vmArguments.addAll(split(properties.getProperty("JavaArgs", "").replace("${.}", here)));
    }

    /** -H:+Name or -H:Name=value, plus where it came from */
    private static String withOrigin(String arg, String origin) {
        int equals = arg.indexOf('=');
        int at = arg.indexOf('@');
        if (at >= 0 && (equals < 0 || at < equals)) {
            return arg;
        }
        return equals < 0 ? arg + "@" + origin : arg.substring(0, equals) + "@" + origin + arg.substring(equals);
    }

    // --- the builder ---------------------------------------------------------------------------------------------------

    private int build() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jvmArguments());
        command.add("--module");
        command.add(MAIN);
        command.add("-imagecp");
        command.add(join(classPath));
        if (!modulePath.isEmpty()) {
            command.add("-imagemp");
            command.add(join(modulePath));
        }
        command.addAll(metaInfArguments);
        command.addAll(target());
        command.addAll(platform());
        command.addAll(builderArguments);

        // An argument file: the exports alone are longer than some systems allow for a command line.
        Path temporary = Files.createTempDirectory("native-image-");
        Path file = temporary.resolve("args");
        Files.write(file, command.stream().map(NativeImageDriver::quote).toList());
        try {
            if (verbose || dryRun) {
                command.stream().filter(a -> !a.startsWith("--add-exports=")).forEach(a -> System.out.println("  " + a));
            }
            return dryRun ? 0 : start(file);
        } finally {
            Files.delete(file);
            Files.delete(temporary);
        }
    }

    private int start(Path argumentFile) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(home.resolve("bin/java").toString(), "@" + argumentFile).inheritIO();
        // Run the builder from modules, not from the class path (the other way is gone for long).
        process.environment().put("USE_NATIVE_IMAGE_JAVA_PLATFORM_MODULE_SYSTEM", "true");
        // Graal refuses a JDK whose JVMCI it was not released with; Temurin's has no version of GraalVM's kind at all.
        process.environment().put("JVMCI_VERSION_CHECK", "ignore");
        process.environment().putAll(environment);
        Process builder = process.start();
        Runtime.getRuntime().addShutdownHook(new Thread(builder::destroy)); // ctrl-c, or Maven gives up
        return builder.waitFor();
    }

    private List<String> jvmArguments() throws IOException {
        List<String> args = new ArrayList<>();
        args.add("-XX:+UnlockExperimentalVMOptions");
        args.add("-XX:+EnableJVMCI"); // Graal reads classes and methods through JVMCI ...
        args.add("-XX:-UseJVMCICompiler"); // ... but the builder itself runs on C1 and C2
        args.add("-XX:+UseParallelGC");
        args.add("-XX:+ExitOnOutOfMemoryError");
        args.add("-Xss10m"); // the analysis recurses deeply
        args.add("-Xshare:off"); // archived heap objects would find their way into the image
        args.add("-Djava.awt.headless=true");
        args.add("-Dcom.oracle.graalvm.isaot=true");
        args.add("-Dorg.graalvm.nativeimage.imagecode=buildtime"); // ImageInfo.inImageBuildtimeCode()
        args.add("-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader");
        args.add("-Djdk.internal.lambda.disableEagerInitialization=true"); // leave classes of lambdas for run time
        args.add("-Dorg.graalvm.vendorversion=" + Files.readString(driver.resolve("vendor-version.txt")).strip());
        if (vmArguments.stream().noneMatch(a -> a.startsWith("-Xmx") || a.startsWith("-XX:MaxRAM"))) {
            args.add("-Xmx" + heapInMegabytes() + "m");
        }
        String modules = Files.readString(driver.resolve("modules.txt")).strip();
        args.add("--upgrade-module-path");
        args.add(home.resolve("lib/jvmci/graal.jar").toString()); // replaces the JDK's empty module jdk.graal.compiler
        args.add("--module-path");
        args.add(Stream.of("lib/svm/builder", "lib/jvmci", "lib/truffle").flatMap(d -> jars(home.resolve(d)))
                .filter(j -> !j.endsWith("/graal.jar")).collect(Collectors.joining(File.pathSeparator)));
        addedModules.forEach(m -> args.add("--add-modules=" + m));
        args.add("-Dsvm.modulesupport.addedModules=" + String.join(",", addedModules));
        // The builder's modules load native libraries and use restricted methods. Not only to avoid warnings: without
        // it executables were seen to die at start with "platform encoding not initialized".
        args.add("--enable-native-access=" + modules);
        args.addAll(Files.readAllLines(driver.resolve("exports.args")));
        args.addAll(vmArguments);
        return args;
    }

    /** Three quarters of the memory that is available now, at most 8 GB; -J-Xmx overrides. */
    private static long heapInMegabytes() throws IOException {
        long available = 4096;
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            available = lines.filter(l -> l.startsWith("MemAvailable:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024).findFirst().orElse(available);
        }
        return Math.clamp(available * 3 / 4, 2048, 8192);
    }

    /** Main class, name and directory of what is built. */
    private List<String> target() {
        List<String> args = new ArrayList<>();
        String name = null;
        if (module != null) {
            String[] moduleAndClass = module.split("/", 2);
            args.add("-H:Module@driver=" + moduleAndClass[0]);
            args.add("-H:Class@driver=" + (moduleAndClass.length == 2 ? moduleAndClass[1] : ""));
            name = moduleAndClass[0];
        } else if (!names.isEmpty()) {
            String mainClass = names.remove(0);
            args.add("-H:Class@driver=" + mainClass);
            name = jar != null ? jar.getFileName().toString().replaceAll("\\.jar$", "") : mainClass.toLowerCase(Locale.ROOT);
        } else if (!sharedLibrary && builderArguments.stream().noneMatch(a -> a.startsWith("-H:Class"))) {
            throw new UsageException("name a main class, -jar or -m");
        }
        if (!names.isEmpty()) {
            name = names.remove(0);
        }
        if (!names.isEmpty()) {
            throw new UsageException("too many names: " + names);
        }
        if (output != null) {
            name = output;
        }
        Path file = cwd.resolve(name != null ? name : "library");
        args.add("-H:Path@driver=" + file.getParent());
        args.add("-H:Name@driver=" + file.getFileName());
        return args;
    }

    private List<String> platform() {
        Path libraries = home.resolve("lib/svm/clibraries/linux-amd64");
        return List.of(
                "-H:CLibraryPath@driver=" + libraries.resolve("glibc") + "," + libraries,
                "-H:ImageBuildID@driver=" + UUID.randomUUID(),
                // Where the executable looks for the JDK's shared libraries: beside itself, or
                // in this installation.
                "-H:NativeLinkerOption@driver=-Wl,-rpath,$ORIGIN/lib:$ORIGIN:" + home.resolve("lib/svm/rt"));
    }

    private void help() {
        System.out.println("""
                Usage: native-image [options] -jar app.jar [name]
                       native-image [options] -cp path main.Class [name]
                       native-image [options] -p path -m module/main.Class [name]

                An unsupported assembly of GraalVM's builder, see src/docs/native.md. Besides -J<jvm option>,
                -D<property>, -E<variable>, -H:<builder option>, --exclude-config <jar> <resource>, --add-modules,
                --verbose, --dry-run and --version it takes:
                """);
        apiOptions.stream().map(o -> "  " + o.flag).distinct().forEach(System.out::println);
    }

    // --- small things ----------------------------------------------------------------------------------------------------

    /** One line of api-options.tsv, see BuilderTables. */
    private record ApiOption(String flag, List<Character> separators, String name, String kind, String fixed,
            String absent, List<String> transformers) {

        static ApiOption parse(String line) {
            String[] f = line.split("\t", -1);
            List<Character> separators = Stream.of(f[1].split(",")).map(s -> (char) Integer.parseInt(s)).toList();
            List<String> transformers = f[6].isEmpty() ? List.of() : List.of(f[6].split(","));
            return new ApiOption(f[0], separators, f[2], f[3], optional(f[4]), optional(f[5]), transformers);
        }

        private static String optional(String field) {
            return field.equals("none") ? null : field.substring("value:".length());
        }

        /** null if arg is not this option */
        String translate(String arg, Arguments rest, String origin) {
            String value = null;
            if (arg.equals(flag)) {
                if (!kind.equals("=")) {
                    return "-H:" + kind + name + "@" + origin;
                }
                value = fixed != null ? fixed : separators.contains(' ') ? rest.value(arg) : absent;
            } else if (fixed == null && kind.equals("=")) {
                for (char separator : separators) {
                    String prefix = separator == 0 ? flag : flag + separator;
                    if (arg.startsWith(prefix)) {
                        value = arg.substring(prefix.length());
                    }
                }
            }
            return value == null ? null : "-H:" + name + "@" + origin + "=" + transform(value);
        }

        /** "--initialize-at-run-time=a.B" is "-H:ClassInitialization=a.B:run_time": svm.jar has a function for it. */
        @SuppressWarnings("unchecked")
        private String transform(String value) {
            Object result = value;
            try {
                for (String t : transformers) {
                    Constructor<?> constructor = Class.forName(t).getDeclaredConstructor(); // not all are public
                    constructor.setAccessible(true);
                    result = ((Function<Object, Object>) constructor.newInstance()).apply(result);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("option " + flag, e);
            }
            return result.toString();
        }
    }

    private static final class Arguments {
        private final List<String> list;
        private int next;

        Arguments(List<String> list) {
            this.list = list;
        }

        boolean hasNext() {
            return next < list.size();
        }

        String next() {
            return list.get(next++);
        }

        String value(String option) {
            if (!hasNext()) {
                throw new UsageException(option + " needs a value");
            }
            return next();
        }
    }

    @SuppressWarnings("serial")
    private static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    private static List<String> expandArgumentFiles(List<String> args) throws IOException {
        List<String> expanded = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("@")) {
                expanded.addAll(split(Files.readString(Path.of(arg.substring(1)))));
            } else {
                expanded.add(arg);
            }
        }
        return expanded;
    }

    /** Words separated by white space; quotes keep words together. */
    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : text.toCharArray()) {
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    /** For an argument file of the java launcher. */
    private static String quote(String arg) {
        return '"' + arg.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static Stream<String> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).filter(f -> f.endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new UsageException("no such file: " + path);
        }
        return path.normalize();
    }

    private static String afterEquals(String arg) {
        return arg.substring(arg.indexOf('=') + 1);
    }

    private static String join(Collection<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> concat(Collection<Path> a, Collection<Path> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }
}
