# Which Java runs us, and what it is told: for jobs/lodestone, which names the folders.
# shellcheck shell=bash disable=SC2034,SC2154

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || usage_error "JAVA_HOME is $JAVA_HOME, which has no bin/java. Set it to the folder of a Java 17 or newer."
else
    java=$(command -v java) || usage_error "there is no Java here. Install a JDK 17 or newer, or set JAVA_HOME to one."
fi
# A Java describes itself in the file "release"; reading that is quicker than starting it.
java_home=$(real_file "$java")
java_home=${java_home%/bin/java}
if [ -f "$java_home/release" ]; then
    java_identity=$(cat "$java_home/release")
    java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java_home/release")
else
    java_identity=$("$java" -version 2>&1 || true)
    java_version=$(printf '%s\n' "$java_identity" | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
fi
[ "${java_version:-0}" -ge 17 ] ||
    usage_error "$java is Java ${java_version:-of an unknown version}; Lodestone needs 17 or newer. Set JAVA_HOME to a newer one."

# What Spark needs of the JVM. A package that newer ones no longer have would bring a warning.
module_options=()
while IFS= read -r option; do
    case $option in
        '' | '#'*) ;;
        *sun.security.action*) [ "$java_version" -ge 24 ] || module_options+=("$option") ;;
        *) module_options+=("$option") ;;
    esac
done <"$conf/jvm.args"

java_options=(-Dfile.encoding=UTF-8 "-Dlog4j2.configurationFile=$conf/log4j2.properties")
if [ -n "$verbose" ]; then
    java_options+=(-Dlodestone.log.level=info)
else
    # The JVM's own warnings, such as those about an archive of classes that does not fit.
    java_options+=(-Xlog:disable)
fi

# Properties in Spark's own file format, as system properties of the JVM. These are the weakest of Spark's settings, so
# that a properties file, --conf and the defaults of a Spark distribution go before them.
as_system_properties() {
    local key value
    properties=("-Dlodestone.launch-settings=${1##*/}")
    while read -r key value; do
        case $key in
            '' | '#'*) ;;
            *) properties+=("-D$key=$value") ;;
        esac
    done <"$1"
}

# For some seconds of work the first compiler is enough, and the second only takes processor time from it. Without tables of
# ICU's, what is upper case depends on the language of the user: here it is English for all.
quick_java_options=(-XX:TieredStopAtLevel=1 -XX:+UseParallelGC -XX:ReservedCodeCacheSize=240m -Duser.language=en -Duser.country=)
as_system_properties "$conf/small-jobs.conf"
quick_properties=("${properties[@]}" -Dspark.driver.host=127.0.0.1 -Dspark.driver.bindAddress=127.0.0.1)
