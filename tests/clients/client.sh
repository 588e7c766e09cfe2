# shellcheck shell=bash
# Shared by the tests that run other programs. Sourced, not run.
#
#   CLUSTERLITE_MODULE      the built extension
#   CLUSTERLITE_SANITIZE    the sanitizers it was built with, or nothing
#   CLUSTERLITE_NODE_MODULES    a folder node_modules, instead of the one that tests/clients/install.sh fills

module="${CLUSTERLITE_MODULE:?set CLUSTERLITE_MODULE to the built mod_clusterlite.so}"

# shellcheck disable=SC2034 # for the tests
node_modules="${CLUSTERLITE_NODE_MODULES:-$(dirname "${BASH_SOURCE[0]}")/../../build-packages/node_modules}"

skip() {
  echo "${0##*/}: skipped, $*"
  exit 77
}

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Compares what came out with what should have.
expect() { # what, expected, actual
  [ "$2" = "$3" ] || fail "$1
  expected: $2
  got:      $3"
}

needs_program() {
  for program in "$@"; do
    command -v "$program" > /dev/null || skip "no $program here"
  done
}

# A program that was built without a sanitizer can load a module that was built with one when the sanitizer's runtime is
# there before anything else, and with it the C++ library, whose exceptions the runtime watches from its start. The module
# names the libraries it needs.
sanitizer_runtime=""
if [ -n "${CLUSTERLITE_SANITIZE:-}" ]; then
  library() { ldd "$module" | awk -v name="$1" '$1 ~ name && $3 ~ /^\// { print $3; exit }'; }
  sanitizer_runtime="$(library '^lib(a|t|clang_rt.*[at])san')"
  [ -n "$sanitizer_runtime" ] || skip "the module was built with $CLUSTERLITE_SANITIZE and names no runtime to load before it"
  sanitizer_runtime="$sanitizer_runtime $(library '^libstdc[+][+]')"
fi

# Runs a program with that runtime. Leaks are looked for in the tests that are programs of our own: foreign ones have theirs.
with_runtime() {
  if [ -z "$sanitizer_runtime" ]; then
    "$@"
  else
    LD_PRELOAD="$sanitizer_runtime" ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}" "$@"
  fi
}

if [ -n "$sanitizer_runtime" ] && ! with_runtime true 2> /dev/null; then
  skip "$sanitizer_runtime cannot be loaded into another program here"
fi

# The sqlite3 shell with nothing of the user's own.
shell() { with_runtime sqlite3 -batch -bail -init /dev/null "$@"; }

# For scripts that start the program $1 themselves: a wrapper in the directory $2/path that starts it with that runtime.
lend_runtime_to() {
  [ -n "$sanitizer_runtime" ] || return 0
  mkdir -p "$2/path"
  printf '#!/bin/sh\nLD_PRELOAD="%s" ASAN_OPTIONS="detect_leaks=0:$ASAN_OPTIONS" exec %s "$@"\n' \
    "$sanitizer_runtime" "$(command -v "$1")" > "$2/path/$1"
  chmod +x "$2/path/$1"
  PATH="$2/path:$PATH"
}
