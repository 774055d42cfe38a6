#!/usr/bin/env bash
# Assembles a GRAALVM_HOME for `native-image` from a Temurin JDK 25, the builder's jars on Maven Central and the shims
# beside this script. Linux amd64 with glibc only. For CI; not a supported GraalVM. See src/docs/native.md.
#
#   assemble.sh TARGET_DIR [--jdk DIR]
#
# Can be repeated: jars are downloaded once, everything else is made anew.
set -euo pipefail

GRAAL=25.0.2 # the newest 25.x of which Central has all parts
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

BUILDER_JARS="nativeimage:svm nativeimage:native-image-base nativeimage:objectfile nativeimage:pointsto
    nativeimage:svm-configure nativeimage:svm-capnproto-runtime espresso:espresso-svm"
SDK_JARS="sdk:nativeimage sdk:nativeimage-libgraal sdk:collections sdk:word"
COMPILER_JAR=compiler:compiler
TRUFFLE_JAR=truffle:truffle-compiler

# JDK libraries that executables may link
JDK_LIBRARIES="java net nio zip extnet management management_ext prefs rmi jaas sctp j2pkcs11"

fail() {
    echo "assemble.sh: $*" >&2
    exit 1
}

usage() {
    echo "usage: assemble.sh TARGET_DIR [--jdk DIR]" >&2
    exit 2
}

# --- arguments and prerequisites ---------------------------------------------------------------------------------

TARGET=
JDK=
while [ $# -gt 0 ]; do
    case $1 in
        --jdk) [ $# -ge 2 ] || usage; JDK=$2; shift 2 ;;
        --jdk=*) JDK=${1#--jdk=}; shift ;;
        -*) usage ;;
        *) [ -z "$TARGET" ] || usage; TARGET=$1; shift ;;
    esac
done
[ -n "$TARGET" ] || usage

[ "$(uname -s)" = Linux ] && [ "$(uname -m)" = x86_64 ] || fail "needs Linux on amd64, this is $(uname -s) on $(uname -m)"
getconf GNU_LIBC_VERSION >/dev/null 2>&1 || fail "needs glibc (musl is not supported)"

release_value() { # KEY JDK
    sed -n "s/^$1=\"\(.*\)\"\$/\1/p" "$2/release" 2>/dev/null || true
}
is_jdk25() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] || return 1
    case $(release_value JAVA_VERSION "$1") in 25 | 25.*) return 0 ;; *) return 1 ;; esac
}
if [ -n "$JDK" ]; then
    is_jdk25 "$JDK" || fail "$JDK is not a JDK 25"
else
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if is_jdk25 "$candidate"; then JDK=$candidate; break; fi
    done
    [ -n "$JDK" ] || fail "no JDK 25 found: install Temurin 25 and give its directory with --jdk DIR"
fi
JDK=$(cd "$JDK" && pwd -P)
case $(release_value IMPLEMENTOR "$JDK") in
    *Adoptium*) ;;
    *) echo "assemble.sh: warning: $JDK is not Temurin; only Temurin was tried" >&2 ;;
esac

command -v gcc >/dev/null || fail "no gcc (Debian: apt-get install gcc libc6-dev)"
for tool in ar nm ld; do
    command -v $tool >/dev/null || fail "no $tool (Debian: apt-get install binutils)"
done
echo 'int main(void) { return 0; }' | gcc -x c -o /dev/null - 2>/dev/null || fail "gcc cannot link a program (Debian: apt-get install libc6-dev)"
echo '#include <zlib.h>' | gcc -E -x c - >/dev/null 2>&1 || fail "no zlib.h (Debian: apt-get install zlib1g-dev)"
echo 'int main(void) { return 0; }' | gcc -x c -o /dev/null - -lz 2>/dev/null || fail "cannot link -lz (Debian: apt-get install zlib1g-dev)"

mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd -P)
case $TARGET in *[[:space:]]*) fail "TARGET_DIR must not contain blanks: $TARGET" ;; esac
[ "$TARGET" != "$JDK" ] || fail "TARGET_DIR must not be the JDK itself"
MARK=$TARGET/.assembled-native-image # holds the release file of the JDK once that is copied completely
if [ -n "$(ls -A "$TARGET")" ] && [ ! -e "$MARK" ]; then
    fail "$TARGET is neither empty nor made by this script"
fi
touch "$MARK"

# --- JDK ---------------------------------------------------------------------------------------------------------

echo "JDK $(release_value IMPLEMENTOR_VERSION "$JDK")"
if ! cmp -s "$JDK/release" "$MARK"; then
    find "$TARGET" -mindepth 1 -maxdepth 1 ! -path "$MARK" ! -name .download -exec rm -rf {} +
    (cd "$JDK" && tar -c --exclude=./lib/src.zip .) | tar -x -C "$TARGET"
    cp "$JDK/release" "$MARK"
fi

# --- jars --------------------------------------------------------------------------------------------------------

JARS=$TARGET/.download
mkdir -p "$JARS"
missing=
for coordinate in $BUILDER_JARS $SDK_JARS $COMPILER_JAR $TRUFFLE_JAR; do
    [ -s "$JARS/${coordinate#*:}-$GRAAL.jar" ] || missing="$missing $coordinate"
done
if [ -n "$missing" ]; then
    echo "Downloading$missing $GRAAL"
    {
        echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        echo '<groupId>local</groupId><artifactId>native-image-jars</artifactId><version>1</version><packaging>pom</packaging><dependencies>'
        for coordinate in $missing; do
            # just these jars: their own dependencies are in the list, as far as they are needed
            echo "<dependency><groupId>org.graalvm.${coordinate%%:*}</groupId><artifactId>${coordinate#*:}</artifactId><version>$GRAAL</version>"
            echo '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>'
        done
        echo '</dependencies></project>'
    } >"$JARS/pom.xml"
    "$HERE/../../mvnw" -q -B -Dstyle.color=never -f "$JARS/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$JARS" ||
        fail "Maven could not get the builder's jars, version $GRAAL (see above)"
fi
for coordinate in $BUILDER_JARS $SDK_JARS $COMPILER_JAR $TRUFFLE_JAR; do
    [ -s "$JARS/${coordinate#*:}-$GRAAL.jar" ] || fail "artifact org.graalvm.$coordinate:$GRAAL was not found"
done

place() { # DIRECTORY COORDINATE [NAME]
    mkdir -p "$TARGET/$1"
    ln -f "$JARS/${2#*:}-$GRAAL.jar" "$TARGET/$1/${3:-${2#*:}.jar}"
}
for coordinate in $BUILDER_JARS; do place lib/svm/builder "$coordinate"; done
for coordinate in $SDK_JARS; do place lib/jvmci "$coordinate"; done
place lib/jvmci $COMPILER_JAR graal.jar
place lib/truffle $TRUFFLE_JAR

# --- native parts ------------------------------------------------------------------------------------------------

echo "Compiling shims"
CLIBS=$TARGET/lib/svm/clibraries/linux-amd64
STATIC=$TARGET/lib/static/linux-amd64/glibc
RT=$TARGET/lib/svm/rt
DRIVER=$TARGET/lib/svm/driver
WORK=$TARGET/lib/svm/work
rm -rf "$CLIBS" "$STATIC" "$RT" "$DRIVER" "$WORK"
mkdir -p "$CLIBS/include" "$CLIBS/glibc" "$STATIC" "$RT" "$DRIVER" "$WORK" "$TARGET/lib/svm/builder/lib"

MODULE_JARS=$(ls "$TARGET"/lib/svm/builder/*.jar "$TARGET"/lib/jvmci/*.jar "$TARGET"/lib/truffle/*.jar | paste -sd:)
"$TARGET/bin/javac" -d "$WORK" "$HERE/driver/BuilderTables.java"
"$TARGET/bin/java" -cp "$WORK" BuilderTables "$TARGET/lib/svm/builder" "$CLIBS/include" "$DRIVER" "$MODULE_JARS"
cp "$HERE/shims/svm_locale.h" "$CLIBS/include/"

compile() { # SOURCE OBJECT
    gcc -std=gnu11 -O2 -fPIC -Wall -I"$CLIBS/include" -I"$TARGET/include" -I"$TARGET/include/linux" -c -o "$2" "$1"
}
for shim in libchelper cpufeatures jniload container reporter jvm; do
    compile "$HERE/shims/$shim.c" "$WORK/$shim.o"
done
ar rcs "$CLIBS/glibc/liblibchelper.a" "$WORK/libchelper.o" "$WORK/cpufeatures.o" "$WORK/jniload.o"
ar rcs "$CLIBS/glibc/libsvm_container.a" "$WORK/container.o"
gcc -shared -o "$TARGET/lib/svm/builder/lib/libreporterchelper.so" "$WORK/reporter.o"

# The JDK's libraries: Temurin has them as shared objects only. Where the builder looks for a static library it finds a
# linker script that names the shared one.
for library in $JDK_LIBRARIES; do
    [ -e "$TARGET/lib/lib$library.so" ] || fail "the JDK has no lib$library.so"
    cp "$TARGET/lib/lib$library.so" "$RT/"
    echo "INPUT($RT/lib$library.so)" >"$STATIC/lib$library.a"
done

# libjvm.so: jvm.c, plus a stub for each other function of the JVM that the libraries import. The JDK marks these
# imports with the symbol version SUNWprivate_1.1.
nm -D --defined-only "$RT"/*.so | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' | sort -u >"$WORK/provided"
nm --defined-only "$WORK/jvm.o" | awk '{ print $3 }' | sort -u >>"$WORK/provided"
nm -D --undefined-only "$RT"/*.so | awk '$2 ~ /@SUNWprivate_1\.1$/ { sub(/@.*/, "", $2); print $2 }' | sort -u >"$WORK/imported"
{
    echo '__attribute__((noreturn)) void jvm_function_missing(const char *name);'
    grep -vxFf "$WORK/provided" "$WORK/imported" | sed 's/.*/void &(void) { jvm_function_missing("&"); }/'
} >"$WORK/stubs.c"
gcc -O2 -fPIC -fno-builtin -c -o "$WORK/stubs.o" "$WORK/stubs.c"
echo 'SUNWprivate_1.1 { global: *; };' >"$WORK/jvm.map"
gcc -shared -o "$RT/libjvm.so" -Wl,-soname,libjvm.so "-Wl,--version-script,$WORK/jvm.map" "$WORK/jvm.o" "$WORK/stubs.o" -ldl -lpthread
echo "INPUT($RT/libjvm.so)" >"$CLIBS/glibc/libjvm.a"

# --- bin/native-image ---------------------------------------------------------------------------------------------

"$TARGET/bin/javac" -d "$DRIVER" "$HERE/driver/NativeImageDriver.java"
JDK_BUILD=$(release_value IMPLEMENTOR_VERSION "$JDK")
# Quarkus and others read the version out of these lines: "GraalVM CE <version>+<build> ... (build <JDK version>)".
# The code is GraalVM CE's, +0 because this build of it is nobody's.
cat >"$DRIVER/version.txt" <<VERSION
native-image $GRAAL unsupported-assembly
OpenJDK Runtime Environment GraalVM CE $GRAAL+0 assembled on $JDK_BUILD (build $(release_value JAVA_RUNTIME_VERSION "$JDK"))
OpenJDK 64-Bit Server VM GraalVM CE $GRAAL+0 assembled on $JDK_BUILD (build $(release_value JAVA_RUNTIME_VERSION "$JDK"), mixed mode)
VERSION
echo "GraalVM CE $GRAAL+0 assembled on $JDK_BUILD" >"$DRIVER/vendor-version.txt"
for jar in $(echo "$MODULE_JARS" | tr : ' '); do
    "$TARGET/bin/jar" --describe-module --file "$jar" | awk 'NR == 1 { sub(/@.*/, "", $1); print $1 }'
done | paste -sd, >"$DRIVER/modules.txt"
cat >"$TARGET/bin/native-image" <<'LAUNCHER'
#!/bin/sh
# written by assemble.sh
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd -P)
exec "$home/bin/java" -XX:TieredStopAtLevel=1 -cp "$home/lib/svm/driver:$home/lib/svm/builder/*:$home/lib/jvmci/*" NativeImageDriver "$@"
LAUNCHER
chmod +x "$TARGET/bin/native-image"
rm -rf "$WORK"

"$TARGET/bin/native-image" --version >/dev/null || fail "bin/native-image does not start"

cat <<DONE
Done: GRAALVM_HOME=$TARGET
Neither that directory, whose path is in linker scripts, nor an executable made with it can be moved: an executable finds
the JDK's shared libraries there.
DONE
