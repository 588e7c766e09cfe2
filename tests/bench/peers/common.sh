# Asking the peers; sourced by tests/bench/run.sh.
#
# Set by the caller:
#   results                        the file of result lines
#   work                           a directory to write in
#   peer_seconds, peer_kilobytes   what one question may take
# shellcheck shell=bash disable=SC2154

say() { printf '== %s\n' "$*" >&2; }

# A result line: firms, question, who, seconds or why there is none, bytes per firm, answer.
result_line() { printf '%s\t%s\t%s\t%s\t\t\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5" "$6" >>"$results"; }

# Runs a program within the limits of time and memory, or a function here that keeps them by itself; the output
# goes to the files $work/out and $work/error.
limited() {
  local code=0
  (
    if declare -F "$1" >/dev/null; then
      "$@"
    else
      ulimit -v "$peer_kilobytes"
      exec timeout --kill-after=5 "$peer_seconds" "$@"
    fi
  ) >"$work/out" 2>"$work/error" || code=$?
  return $code
}

# Why the limited command that ended with this code has failed.
reason() {
  if [ "$1" -eq 124 ] || grep -q 'statement timeout' "$work/error"; then
    echo "> $peer_seconds s"
  elif [ "$1" -eq 137 ] || grep -qiE 'memory|bad_alloc|cannot allocate|MemoryError' "$work/error"; then
    echo "out of memory ($((peer_kilobytes >> 20)) GiB)"
  else
    echo "failed: $(tail -1 "$work/error")"
  fi
}

# ask FIRMS QUESTION WHO COMMAND...: one question to a program that prints seconds, bytes (0: not measured) and
# the answer. Fails when the program does.
ask() {
  local firms=$1 question=$2 who=$3 code=0 seconds bytes answer
  shift 3
  say "$who: $question, $firms firms"
  limited "$@" || code=$?
  if [ $code -ne 0 ]; then
    result_line "$firms" "$question" "$who" "$(reason $code)" '' ''
    return 1
  fi
  IFS=$'\t' read -r seconds bytes answer <"$work/out"
  [ "$bytes" -eq 0 ] && bytes='' || bytes=$((bytes / firms))
  result_line "$firms" "$question" "$who" "$seconds" "$bytes" "$answer"
}

# ask_dbscan FIRMS WHO COMMAND...: the questions of a size. What a peer cannot do at one eps it is not asked at a
# larger one: its neighbour lists grow with eps.
ask_dbscan() {
  local firms=$1 who=$2 failed='' question
  shift 2
  for question in $(dbscan_questions "$firms"); do
    local eps=${question%/*} min_points=${question#*/}
    local name="DBSCAN $eps, $min_points"
    if [ -n "$failed" ] && [ "$eps" -ge "$failed" ]; then
      result_line "$firms" "$name" "$who" "not run: eps $failed is too much already" '' ''
    else
      ask "$firms" "$name" "$who" "$@" "$eps" "$min_points" || failed=$eps
    fi
  done
}

# eps/min_points as in statements.cpp; at ten million firms no peer is asked.
dbscan_questions() {
  if [ "$1" -ge 10000000 ]; then
    return
  elif [ "$1" -ge 1000000 ]; then
    echo 100/10 250/10 500/10 100/100 250/100 500/100
  elif [ "$1" -ge 100000 ]; then
    echo 100/10 250/10 500/10
  fi
}
