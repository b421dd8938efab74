# Builds the program where it is not there or its sources changed: for jobs/lodestone, which names the folders.
# shellcheck shell=bash disable=SC2034,SC2154

application_jar=

# The newest of target/lodestone-<version>.jar: after a change of version the old one still lies beside it.
find_application_jar() {
    local jar
    application_jar=
    for jar in "$target"/lodestone-*.jar; do
        case $jar in
            *-sources.jar | *-javadoc.jar | *-tests.jar) continue ;;
        esac
        [ -f "$jar" ] || continue
        if [ -z "$application_jar" ] || [ "$jar" -nt "$application_jar" ]; then
            application_jar=$jar
        fi
    done
    [ -n "$application_jar" ]
}

# Says why the program must be built, or nothing.
why_build() {
    local newer
    if ! find_application_jar || ! compgen -G "$spark_jars/spark-core_*.jar" >/dev/null; then
        echo 'it is not built yet'
    elif [ -e "$target/.building" ]; then
        echo 'the last build did not end well'
    elif [ -f "$project/pom.xml" ]; then
        # Folders count too: that is how a deleted file shows. What the page's script is made from is no part of the program.
        newer=$(cd "$project" && find pom.xml src/main/java src/main/resources src/main/filtered sample-data/reference \
            -newer "$application_jar" | head -n 1)
        [ -z "$newer" ] || echo "$newer changed"
    fi
}

# Only one process may go on; where flock is missing, a folder serves, which carries its owner's number.
take_build_lock() {
    local owner
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$target/.build.lock"
        if ! flock -n 9; then
            say 'another process is building; waiting for it.'
            flock 9
        fi
        return
    fi
    until mkdir "$target/.build.lock.d" 2>/dev/null; do
        owner=$(cat "$target/.build.lock.d/owner" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$target/.build.lock.d"
        else
            sleep 1
        fi
    done
    echo $$ >"$target/.build.lock.d/owner"
}

release_build_lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>&-
    else
        rm -rf "$target/.build.lock.d"
    fi
}

build() {
    local reason repository log=$target/build.log seconds=0 pid status=0
    mkdir -p "$target" || return 1
    take_build_lock
    # Another process may have built while we waited.
    reason=$(why_build)
    if [ -z "$reason" ]; then
        release_build_lock
        return 0
    fi
    say "building the program first, because $reason."
    repository=${HOME:-~}/.m2/repository
    if [ ! -d "$repository/org/apache/spark" ]; then
        say "the first time this fetches about 330 MB of libraries, among them Spark and Delta, into $repository; it takes some minutes."
    fi
    # Jars of an older pom.xml would stay beside the new ones and be on the class path with them.
    if [ -n "$application_jar" ] && [ "$project/pom.xml" -nt "$application_jar" ]; then
        rm -rf "$target/spark-home"
    fi
    : >"$target/.building"
    # Whoever runs the program is not stopped by its tests or its formatter: ./mvnw verify is there for that.
    (
        cd "$project" &&
            exec ./mvnw --batch-mode --no-transfer-progress -Dmaven.test.skip=true -Dspotless.check.skip=true package
    ) </dev/null >"$log" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2>/dev/null; exit 130' INT
    trap 'kill "$pid" 2>/dev/null; exit 143' TERM HUP
    while kill -0 "$pid" 2>/dev/null; do
        sleep 1
        seconds=$((seconds + 1))
        [ $((seconds % 10)) -ne 0 ] || say "building for $seconds s"
    done
    wait "$pid" || status=$?
    trap - INT TERM HUP
    if [ "$status" -ne 0 ] || ! find_application_jar; then
        say 'the build failed:'
        # Maven repeats its advice after the errors; without errors its last lines must do.
        sed -n '/^\[ERROR\] .*\[Help 1\]$/q; /^\[ERROR\] ./p' "$log" | head -n 30 >&2
        grep -q '^\[ERROR\] .' "$log" || tail -n 40 "$log" >&2
        say "the whole of its output is in $log. Nothing was run."
        release_build_lock
        return 1
    fi
    # What changed while we built is newer than the jar, whatever time the archiver gave it.
    touch -r "$target/.building" "$application_jar"
    rm -f "$target/.building"
    release_build_lock
    say "built in $seconds s."
}
