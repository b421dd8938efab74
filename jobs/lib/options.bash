# Spark's options on the command line, and what a property was set to: for jobs/lodestone.
# shellcheck shell=bash disable=SC2034

# Options that are Spark's stand before the command; the rest is the program's, unchanged.
spark_options=()
spark_conf=()
arguments=()
master=
deploy_mode=client
driver_memory=
properties_file=
verbose=

read_options() {
    local option value
    while [ $# -gt 0 ]; do
        option=${1%%=*}
        case $option in
            --master | --deploy-mode | --conf | --driver-memory | --executor-memory | --executor-cores | \
                --total-executor-cores | --num-executors | --jars | --name | --queue | --properties-file)
                if [ "$option" != "$1" ]; then
                    value=${1#*=}
                    shift
                else
                    [ $# -ge 2 ] || usage_error "$1 needs a value."
                    value=$2
                    shift 2
                fi
                spark_options+=("$option" "$value")
                case $option in
                    --master) master=$value ;;
                    --deploy-mode) deploy_mode=$value ;;
                    --driver-memory) driver_memory=$value ;;
                    --properties-file) properties_file=$value ;;
                    --conf)
                        case $value in
                            *=*) spark_conf+=("$value") ;;
                            *) usage_error "--conf $value: a Spark property is given as --conf name=value." ;;
                        esac
                        ;;
                esac
                ;;
            --verbose)
                arguments+=("$1")
                shift
                ;;
            *)
                break
                ;;
        esac
    done
    arguments+=("$@")
}

# What a Spark property was set to by --conf, by the properties file or by Spark's defaults; nothing where by none.
spark_property() {
    local name=$1 value='' setting file
    for setting in ${spark_conf[@]+"${spark_conf[@]}"}; do
        [ "${setting%%=*}" != "$name" ] || value=${setting#*=}
    done
    file=$properties_file
    if [ -z "$file" ]; then
        if [ -n "${SPARK_CONF_DIR:-}" ]; then
            file=$SPARK_CONF_DIR/spark-defaults.conf
        elif [ -n "${SPARK_HOME:-}" ]; then
            file=$SPARK_HOME/conf/spark-defaults.conf
        fi
    fi
    if [ -z "$value" ] && [ -n "$file" ] && [ -f "$file" ]; then
        value=$(sed -n "s/^[[:space:]]*${name//./\\.}[[:space:]=:][[:space:]=:]*//p" "$file" | tail -n 1)
    fi
    printf '%s\n' "$value"
}
