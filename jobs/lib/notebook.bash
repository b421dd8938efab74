# What the command "notebook" does besides installing the kernel: for jobs/lodestone, which names the folders.
# shellcheck shell=bash disable=SC2154

# What only the kernel of the notebooks needs; Maven has it from the build.
kernel_jars=$target/notebook/jars
gather_kernel_jars() {
    if [ -d "$kernel_jars" ] && [ ! "$project/pom.xml" -nt "$kernel_jars" ]; then
        return
    fi
    # Beside their place and moved there when all are there, so that a copy that fails or is killed leaves a kernel that
    # works as it is.
    local new old
    for old in "$kernel_jars".*; do
        kill -0 "${old##*.}" 2>/dev/null || rm -rf "$old"
    done
    new=$kernel_jars.$$
    if ! (cd "$project" && exec ./mvnw --batch-mode --no-transfer-progress "-Dnotebook.jars=$new" \
        dependency:copy-dependencies@notebook) </dev/null >"$target/notebook.log" 2>&1; then
        rm -rf "$new"
        usage_error "the notebooks' kernel needs some jars that Maven could not gather; $target/notebook.log says why. Mend that, or connect to a network, and start again."
    fi
    touch "$new"
    rm -rf "$kernel_jars"
    mv "$new" "$kernel_jars"
}

# The memory of the kernel, given as --driver-memory before the command; Jupyter starts the kernel, so that it
# goes into the kernel's description. What else Spark could be told would not reach the kernel.
read_kernel_options() {
    local i
    kernel_memory=
    for ((i = 0; i < ${#spark_options[@]}; i += 2)); do
        [ "${spark_options[i]}" = --driver-memory ] ||
            usage_error "${spark_options[i]} cannot stand before notebook: Jupyter starts the kernel, on this machine and with the built-in Spark. Of Spark's options it takes --driver-memory only."
        kernel_memory=${spark_options[i + 1]}
    done
    [ -z "$kernel_memory" ] || [[ $kernel_memory =~ ^[1-9][0-9]*[kKmMgGtT]?[bB]?$ ]] ||
        usage_error "--driver-memory $kernel_memory: memory is given as a number with k, m, g or t, such as 4g."
}

# Opens Jupyter in the place of this process, with its options.
open_jupyter() {
    local jupyter folder
    # Named from here, and read from there.
    for folder in LODESTONE_LAKE LODESTONE_REPORTS; do
        case ${!folder:-/} in
            /*) ;;
            *) export "$folder=$PWD/${!folder}" ;;
        esac
    done
    cd "$project/notebooks" || exit 1
    for jupyter in jupyter-lab jupyter-notebook; do
        if command -v "$jupyter" >/dev/null; then
            exec "$jupyter" "$@"
        fi
    done
    usage_error "the kernel is installed, but there is no Jupyter to open the notebooks with. Install jupyter-notebook (Debian, Ubuntu: apt-get install jupyter-notebook) or jupyterlab (pip install jupyterlab), then start again; an editor that opens notebooks finds the kernel as 'Lodestone (Java)'."
}
