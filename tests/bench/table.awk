# Shows the result lines of the benchmarks as one table.
#
# A line: firms, question, who, seconds (or why there is none), seconds of the bare scan beside it, limits
# ("4 x, 100 B": times the scan, bytes a firm; "30 s"), bytes per firm above the scan, answer; divided by tabs. Lines of one question stand
# together, ours first; the others are shown in multiples of our time, and with whether their answer is ours.
BEGIN { FS = "\t" }

function time_of(s) {
  if (s >= 0.9995) return sprintf("%.2f s ", s)
  if (s >= 0.0009995) return sprintf("%.3g ms", s * 1e3)
  return sprintf("%.3g us", s * 1e6)
}

function is_number(text) { return text ~ /^[0-9.]+(e[-+]?[0-9]+)?$/ }

# Within the limits? Nothing without one or without a time.
function verdict(seconds, limits, scan, bytes,    n, i, limit, part, reached, shown) {
  n = split(limits, limit, ", ")
  for (i = 1; i <= n; ++i) {
    split(limit[i], part, " ")
    reached = part[2] == "s" ? seconds : part[2] == "B" ? bytes : seconds / scan
    shown = shown (i > 1 ? ", " : "") (part[2] == "s" ? time_of(part[1] + 0) : limit[i])
    sub(/ $/, "", shown)
    shown = shown (reached + 0 <= part[1] + 0 ? " kept" : " OVER")
  }
  return shown
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
  format = "%-46s %-29s %8s %7s %7s %7s %7s  %-22s %s\n"
  for (k = 1; k <= keys; ++k) {
    key = order[k]
    split(key, part, "\t")
    if (part[1] != firms) {
      firms = part[1]
      printf "\n"
      printf format, firms " firms", "", "time ", "x scan", "x ours", "ns/firm", "B/firm", "limits", "answer"
    }
    for (i = 1; i <= lines_of[key]; ++i) {
      split(line[key, i], f, "\t")
      ours = f[3] == "ClusterLite"
      answer = ours || !(key in our_answer) || f[8] == "" ? f[8] : agreement(our_answer[key], f[8], f[2])
      if (!is_number(f[4])) {
        printf "%-46s %-29s  %s\n", (i == 1 ? f[2] : ""), f[3], f[4]
        continue
      }
      of_scan = (f[5] > 0 && f[4] > 0.01 * f[5]) ? sprintf("%.2f", f[4] / f[5]) : ""
      of_ours = (ours || !is_number(our_time[key])) ? "" : sprintf("%.3g", f[4] / our_time[key])
      bytes = (f[7] != "") ? sprintf("%.0f", f[7]) : ""
      each = f[4] * 1e9 / firms >= 1 ? sprintf("%.0f", f[4] * 1e9 / firms) : ""
      printf format, (i == 1 ? f[2] : ""), f[3], time_of(f[4] + 0), of_scan, of_ours, each, bytes, \
        verdict(f[4], f[6], f[5], f[7]), answer
    }
  }
}
