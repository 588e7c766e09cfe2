# Shows the result lines of the benchmarks as one table.
#
# A line: firms, question, who, seconds (or why there is none), seconds of the bare scan beside it, limit
# ("4 x" the scan, "30 s"), bytes per firm above the scan, answer; divided by tabs. Lines of one question stand
# together, ours first; the others are shown in multiples of our time, and with whether their answer is ours.
BEGIN { FS = "\t" }

function time_of(s) {
  if (s >= 0.9995) return sprintf("%.2f s ", s)
  if (s >= 0.0009995) return sprintf("%.3g ms", s * 1e3)
  return sprintf("%.3g us", s * 1e6)
}

function is_number(text) { return text ~ /^[0-9.]+(e[-+]?[0-9]+)?$/ }

# Within the limit? Nothing without a limit or a time.
function verdict(seconds, limit, scan,    part, reached) {
  if (limit == "" || !is_number(seconds)) return limit == "" ? "" : limit
  split(limit, part, " ")
  if (part[2] == "s") {
    reached = seconds + 0
    limit = time_of(part[1] + 0)
    sub(/ $/, "", limit)
  } else {
    reached = seconds / scan
  }
  return limit (reached <= part[1] + 0 ? " kept" : " OVER")
}

# "same clusters", or what differs: only fields that both have are compared.
function agreement(ours, theirs, question,    n, field, i, pair, value, difference, compared) {
  n = split(ours, field, " ")
  for (i = 1; i <= n; ++i) if (split(field[i], pair, "=") == 2) value[pair[1]] = pair[2]
  n = split(theirs, field, " ")
  for (i = 1; i <= n; ++i) {
    if (split(field[i], pair, "=") != 2 || !(pair[1] in value)) continue
    ++compared
    if (pair[2] + 0 != value[pair[1]] + 0)
      difference = difference " " pair[1] " " pair[2] " (ours " value[pair[1]] ")"
  }
  if (difference != "") return "differs:" difference
  if (compared) return question ~ /DBSCAN/ ? "same clusters" : "same answer"
  return ours == theirs ? "same answer" : theirs
}

{
  key = $1 "\t" $2
  if (!(key in lines_of)) order[++keys] = key
  line[key, ++lines_of[key]] = $0
  if ($3 == "ClusterLite") { our_time[key] = $4; our_answer[key] = $8 }
}

END {
  format = "%-52s %-30s %10s %8s %8s %12s %8s  %s\n"
  for (k = 1; k <= keys; ++k) {
    key = order[k]
    split(key, part, "\t")
    if (part[1] != firms) {
      firms = part[1]
      printf "\n"
      printf format, firms " firms", "", "time", "x scan", "x ours", "limit", "B/firm", "answer"
    }
    for (i = 1; i <= lines_of[key]; ++i) {
      split(line[key, i], f, "\t")
      ours = f[3] == "ClusterLite"
      answer = ours || !(key in our_answer) || f[8] == "" ? f[8] : agreement(our_answer[key], f[8], f[2])
      if (!is_number(f[4])) {
        printf "%-52s %-30s %s\n", (i == 1 ? f[2] : ""), f[3], f[4]
        continue
      }
      of_scan = (f[5] > 0 && f[4] > 0.01 * f[5]) ? sprintf("%.2f", f[4] / f[5]) : ""
      of_ours = (ours || !is_number(our_time[key])) ? "" : sprintf("%.3g", f[4] / our_time[key])
      bytes = (f[7] != "") ? sprintf("%.0f", f[7]) : ""
      printf format, (i == 1 ? f[2] : ""), f[3], time_of(f[4] + 0), of_scan, of_ours, verdict(f[4], f[6], f[5]), bytes, answer
    }
  }
}
