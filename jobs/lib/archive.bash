# The archive of loaded classes, which makes a JVM start some seconds quicker: for jobs/lodestone, which names the folders,
# the Java and its options.
# shellcheck shell=bash disable=SC2154

hash_of_input() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum | cut -c 1-16
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 | cut -c 1-16
    else
        cksum | tr ' ' '-'
    fi
}

cds=$target/cds
archive=$cds/$(printf '%s' "$java_identity" | hash_of_input)-$({
    printf '%s' "$class_path"
    cat "$application_jar"
} | hash_of_input).jsa

# Java 17 loads nothing from an archive whose class path has a space or another character that a URL writes differently.
# It would be 200 MB for nothing.
cds_mode=${LODESTONE_CDS:-}
case $project in
    *[!A-Za-z0-9/._-]*)
        if [ "$java_version" -lt 21 ]; then
            if [ "$cds_mode" = train ]; then
                say "Java $java_version cannot use an archive of classes below a folder with such a name: $project. None is made."
                exit 0
            fi
            cds_mode=off
        fi
        ;;
esac

# The archive fits the jars that it was made from. A JVM ignores one that does not; this finds out that it should be made
# anew.
archive_is_current() {
    [ -f "$archive" ] && [ -z "$(find "$application_jar" "$spark_jars" -newer "$archive" | head -n 1)" ]
}

# Makes the archive by running the sample, with the options of a small job.
train() {
    local work old
    mkdir -p "$cds" || return 1
    if command -v flock >/dev/null 2>&1; then
        exec 8>"$cds/.lock"
        flock -n 8 || return 0
    else
        mkdir "$cds/.lock.d" 2>/dev/null || return 0
        trap 'rmdir "$cds/.lock.d"' EXIT
    fi
    # Nobody else is training now, so these are the remains of one that was killed.
    rm -rf "$cds"/.training.*
    work=$(mktemp -d "$cds/.training.XXXXXX")
    if SPARK_LOCAL_IP=127.0.0.1 nice -n 19 "$java" "$@" -Xmx1g -Xshare:auto "-XX:ArchiveClassesAtExit=$work/archive.jsa" \
        -cp "$class_path" org.apache.spark.deploy.SparkSubmit --master 'local[*]' --class "$main_class" spark-internal \
        run --config "$project/jobs/sample.conf" --set odds.draws=1 --lake "$work/lake" --reports "$work/reports" \
        >"$cds/training.log" 2>&1 && [ -f "$work/archive.jsa" ]; then
        mv "$work/archive.jsa" "$archive"
        rm -rf "$work"
        # Archives of earlier builds; those of another Java for this one stay.
        for old in "$cds"/*.jsa*; do
            [ "${old##*-}" = "${archive##*-}" ] || rm -f "$old"
        done
        return 0
    fi
    rm -rf "$work"
    # Once is enough: a Java that cannot make an archive would try again after each run.
    : >"$archive.failed"
    return 1
}

# Leaves a process behind that waits for this one to end and then makes the archive. Its descriptors are its own:
# whoever reads our output must not wait for it.
train_afterwards() {
    [ "$cds_mode" != off ] || return 0
    if archive_is_current || [ -e "$archive.failed" ] || [ ! -w "$target" ]; then
        return 0
    fi
    local detached=()
    if command -v setsid >/dev/null 2>&1; then
        detached=(setsid)
    fi
    (
        LODESTONE_CDS=train LODESTONE_CDS_AFTER=$$ LODESTONE_BUILD=off \
            nohup ${detached[@]+"${detached[@]}"} "$BASH" "$script" </dev/null >/dev/null 2>&1 &
    )
}
