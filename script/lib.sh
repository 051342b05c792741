# Set-up shared by the scripts beside it; sourced, not run.
# Everything here does nothing when there is nothing to do.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
umask 022
export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1
if [ ! -w "${HOME:-/nonexistent}" ] && ! mkdir -p "${HOME:-/nonexistent}" 2>/dev/null; then
    mkdir -p "$ROOT/var/home"
    export HOME=$ROOT/var/home
fi

# WeasyPrint's libraries, and the fonts of the pages it makes.
SERVER_PACKAGES="ca-certificates fontconfig fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0"
# A browser with and without windows, a second database, an office that recalculates workbooks and prints them and Word
# files, readers of PDF files.
TEST_PACKAGES="$SERVER_PACKAGES chromium chromium-headless-shell libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils postgresql"
# The benchmark also converts Word files.
BENCH_PACKAGES="$SERVER_PACKAGES libreoffice-writer-nogui"
# The last Chromium for Windows 7, which offices still run: its release on npm, and the sha512 of that.
OLD_CHROMIUM="@sparticuz/chromium@109.0.6"
OLD_CHROMIUM_SHA512=f614c4d370d79eb5938863697e32df9868487e689501ead23e29c36fec796c174ce0a1783cc335359d00f95ed629ace803e09ab125ffa2c1caf0ad0cb8eeaeaa

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Print the Python to build on: $PYTHON, or the first of 3.11 and newer; nothing if there is none.
find_python() {
    local candidate
    for candidate in "${PYTHON:-python3.11}" python3.11 python3 python3.12 python3.13 python3.14 python3.15; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

# Print those of the named Debian packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            printf '%s ' "$package"
        fi
    done
}

# Install the named Debian packages, or print the one line to run and stop.
need_packages() {
    local missing python
    missing=""
    python=$(find_python)
    if [ -z "$python" ]; then
        missing="python3 python3-venv "
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        missing="python3-venv "
    fi
    if ! command -v dpkg-query >/dev/null; then
        [ -z "$missing" ] || die "需要 Python 3.11（带 venv）。请安装后重新运行。"
        say "这不是 Debian：请自行安装与这些软件包相当的软件：$*"
        return
    fi
    missing+=$(missing_packages "$@")
    [ -n "${missing// /}" ] || return 0

    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        if ! { command -v sudo && sudo -n true; } >/dev/null 2>&1; then
            die "缺少 Debian 软件包，而本账号不能安装。请由管理员运行下面一行，然后重新运行本脚本：" \
                $'\n'"    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
        fi
        as_root=(sudo -n)
    fi
    say "正在安装 Debian 软件包：$missing"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get)
    "${as_root[@]}" "${install[@]}" update -qq >&2
    # shellcheck disable=SC2086  # a list of words
    "${as_root[@]}" "${install[@]}" install -y -qq --no-install-recommends $missing >&2 </dev/null
}

# Make .venv from the named lock, unless it was made from just that and this Python: need_venv LOCK
# requirements-dev.lock holds all of requirements.lock, so what was made for the tests serves the site too.
need_venv() {
    local python site wanted made
    [ ! -L .venv ] || die ".venv 是一个链接（指向 $(readlink .venv)）。重建会清空它所指的环境，那可能正被别的程序使用。" \
        $'\n'"请删去这个链接（rm $ROOT/.venv），然后重新运行；本脚本会在这里建一个自己的。"
    python=$(find_python)
    [ -n "$python" ] || die "找不到 Python 3.11 或更新的版本。"
    site="$("$python" -c 'import sys; print(sys.version)' | tr -d '\n') $(digest_of requirements.lock)"
    wanted=$site
    [ "$1" = requirements.lock ] || wanted+=" $(digest_of "$1")"
    # Two scripts started at once: the second waits for the first.
    exec 9>.venv.lock
    flock 9
    [ -e .venv ] || mv -T .venv.old .venv 2>/dev/null || true # stopped between the two renames
    rm -rf .venv.old .venv.new-*                              # what else a stopped run left behind
    made=""
    if .venv/bin/python -c '' 2>/dev/null; then made=$(cat .venv/made-from 2>/dev/null || true); fi
    if [ "$made" = "$site" ] && [ "$wanted" != "$site" ]; then
        add_to_venv "$1" "$wanted"
    elif [[ "$made" != "$wanted"* ]]; then
        build_venv "$python" "$1" "$wanted"
    fi
    exec 9>&-
}

# Add the tools to an environment for the site, which may be in use: nothing that is there changes.
add_to_venv() {
    say "正在按 $1 补充 .venv……"
    install_locked .venv "$1" || die "Python 软件包没有装好（见上），.venv 仍可供网站使用。请检查网络或软件源，然后重新运行。"
    printf '%s' "$2" >.venv/made-from
}

# Build the environment beside .venv, which stays as it is until the new one is complete.
build_venv() {
    local fresh=.venv.new-$$
    say "正在按 $2 建立 .venv（约一分钟）……"
    if ! { "$1" -m venv "$fresh" && install_locked "$fresh" "$2"; }; then
        rm -rf "$fresh"
        die "Python 软件包没有装好（见上），.venv 没有改动。请检查网络或软件源，然后重新运行。"
    fi
    # The programs in bin/ name their Python by its full path: from now on, that of .venv.
    grep -rlIZF "$fresh" "$fresh/bin" "$fresh/pyvenv.cfg" | xargs -0 -r sed -i "s/\\$fresh/.venv/g"
    printf '%s' "$3" >"$fresh/made-from"
    [ ! -e .venv ] || mv -T .venv .venv.old
    mv -T "$fresh" .venv
    rm -rf .venv.old
}

digest_of() { sha256sum <"$1" | cut -d' ' -f1; }

# Install what a lock names: install_locked VENV LOCK
install_locked() {
    "$1/bin/python" -m pip install -qq --no-deps --require-hashes -r "$2" >&2
}

# npm and its Node.js: those that are there, or Debian's.
need_npm() {
    command -v npm >/dev/null || need_packages npm
}

# Put the linter and the test tools of the JavaScript into node_modules, unless they are those of package-lock.json.
need_node_modules() {
    local wanted
    need_npm
    wanted="$(sha256sum <package-lock.json | cut -d' ' -f1) $(node --version)"
    mkdir -p var
    exec 7>var/.node_modules.lock
    flock 7
    if [ "$(cat node_modules/made-from 2>/dev/null)" != "$wanted" ]; then
        say "正在按 package-lock.json 安装检查 JavaScript 的工具（约 30 MB）……"
        # It begins by removing node_modules, and with it the mark of being complete.
        npm ci --loglevel=error --ignore-scripts --no-audit --no-fund >&2 ||
            die "npm 软件包没有装好（见上）。请检查网络或 npm 软件源，然后重新运行。"
        printf '%s' "$wanted" >node_modules/made-from
    fi
    exec 7>&-
}

# Put the old browser of the tests at var/chromium-109/chromium; it takes the libraries of Debian's.
need_old_chromium() {
    local fresh archive folder=var/chromium-109
    mkdir -p var
    exec 8>var/.chromium.lock
    flock 8
    if [ "$(cat $folder/made-from 2>/dev/null)" != "$OLD_CHROMIUM_SHA512" ]; then
        need_npm
        say "正在取来供测试用的旧版浏览器 $OLD_CHROMIUM（约 58 MB）……"
        rm -rf $folder.new-* # what a run that was stopped left behind
        fresh=$(mktemp -d $folder.new-XXXXXX)
        archive=$fresh/archive.tgz
        npm pack --silent --pack-destination "$fresh" "$OLD_CHROMIUM" >/dev/null ||
            die "旧版浏览器没有取到（见上）。请检查网络或 npm 软件源，然后重新运行。"
        mv "$fresh"/*.tgz "$archive"
        echo "$OLD_CHROMIUM_SHA512  $archive" | sha512sum --check --status ||
            die "取到的旧版浏览器与记录的摘要不符，没有采用。请检查 npm 软件源，然后重新运行。"
        tar -xzf "$archive" --to-stdout package/bin/chromium.br | .venv/bin/python -c \
            'import brotli, sys; sys.stdout.buffer.write(brotli.decompress(sys.stdin.buffer.read()))' >"$fresh/chromium"
        chmod 755 "$fresh" "$fresh/chromium"
        rm "$archive"
        printf '%s' "$OLD_CHROMIUM_SHA512" >"$fresh/made-from"
        rm -rf $folder
        mv "$fresh" $folder
    fi
    exec 8>&-
}
