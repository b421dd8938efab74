# How Spark is started, under a distribution or from the jars of the build: for jobs/lodestone, which names what to start.
# shellcheck shell=bash disable=SC2154

# Delta's jars, for a Spark that does not bring them.
delta_jars() {
    local jar list=
    for jar in "$spark_jars"/delta-*.jar "$spark_jars"/unitycatalog-*.jar; do
        [ ! -f "$jar" ] || list=$list,$jar
    done
    printf '%s\n' "${list#,}"
}

# A further --jars would replace the user's, so the two become one.
add_jars() {
    local i
    for ((i = 0; i < ${#spark_options[@]}; i += 2)); do
        if [ "${spark_options[i]}" = --jars ]; then
            spark_options[i + 1]="${spark_options[i + 1]},$1"
            return
        fi
    done
    spark_options+=(--jars "$1")
}

# In the place of this process, by the distribution's spark-submit.
submit_to_distribution() {
    local wanted found heap option
    [ -x "$SPARK_HOME/bin/spark-submit" ] ||
        usage_error "SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit. Correct it, or unset it to use the built-in Spark."
    wanted=$(compgen -G "$spark_jars/spark-core_*.jar" | head -n 1)
    wanted=${wanted##*/}
    found=$(compgen -G "$SPARK_HOME/jars/spark-core_*.jar" | head -n 1 || true)
    found=${found##*/}
    if [ -n "$found" ] && [ "${found%.*.jar}" != "${wanted%.*.jar}" ]; then
        usage_error "SPARK_HOME is $SPARK_HOME, which has $found; this Lodestone and its Delta need ${wanted%.*.jar}. Correct it, or unset it to use the built-in Spark."
    fi
    compgen -G "$SPARK_HOME/jars/delta-spark_*.jar" >/dev/null || add_jars "$(delta_jars)"
    if [ "$plan" = large ] && [ -z "$driver_memory" ]; then
        # spark-submit would give the driver, which is everything here, 1 GB.
        heap=$("$java" -XX:MaxRAMPercentage=50 -XX:+PrintFlagsFinal -version 2>/dev/null |
            sed -n 's/.* MaxHeapSize *= *\([0-9]*\) .*/\1/p')
        [ -z "$heap" ] || spark_options+=(--driver-memory "$((heap / 1048576))m")
    fi
    # The options of spark-submit's JVM, which is the driver in client mode; quoted, since it splits them at spaces.
    SPARK_SUBMIT_OPTS=${SPARK_SUBMIT_OPTS:-}
    for option in "${java_options[@]}"; do
        option=${option//\\/\\\\}
        SPARK_SUBMIT_OPTS+=$(printf ' "%s"' "${option//\"/\\\"}")
    done
    export SPARK_SUBMIT_OPTS
    exec "$SPARK_HOME/bin/spark-submit" --class "$main_class" ${spark_options[@]+"${spark_options[@]}"} \
        "$application_jar" "${arguments[@]}"
}

# In the place of this process, by the class behind spark-submit.
run_on_built_in_spark() {
    local primary
    # Spark reads a number without a unit as megabytes, and knows units that the JVM writes shorter.
    if [ -n "$driver_memory" ]; then
        case $driver_memory in
            *[0-9]) java_options+=("-Xmx${driver_memory}m") ;;
            *[bB]) java_options+=("-Xmx${driver_memory%?}") ;;
            *) java_options+=("-Xmx$driver_memory") ;;
        esac
    elif [ "$plan" = large ]; then
        # The default is a quarter of the machine, which is little for the one thing that it does now.
        java_options+=(-XX:MaxRAMPercentage=50)
    fi

    case $master in
        local | local\[* | local-cluster*)
            # The name of a laptop often resolves to an address that it cannot listen on.
            export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
            java_options+=("-Dspark.driver.host=$SPARK_LOCAL_IP" "-Dspark.driver.bindAddress=$SPARK_LOCAL_IP")
            # Already on the class path, where the archive of classes needs it.
            primary=spark-internal
            java_options+=("${archive_options[@]}")
            train_afterwards
            ;;
        spark://*)
            # The executors get the program and Delta from here.
            primary=$application_jar
            add_jars "$(delta_jars)"
            ;;
        *)
            usage_error "the built-in Spark runs on this machine or on a standalone cluster (spark://host:port), not on $master. Set SPARK_HOME to a Spark 4.2 distribution."
            ;;
    esac
    if [ "$deploy_mode" != client ] && [ "$primary" = spark-internal ]; then
        usage_error "--deploy-mode $deploy_mode needs a cluster: name one with --master."
    fi

    exec "$java" "${module_options[@]}" "${java_options[@]}" -cp "$class_path$appended_class_path" \
        org.apache.spark.deploy.SparkSubmit \
        ${spark_options[@]+"${spark_options[@]}"} --class "$main_class" "$primary" "${arguments[@]}"
}
