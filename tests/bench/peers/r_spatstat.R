# Ripley's K of all firms of the benchmarks' city, by R spatstat: the lines that curves_bench prints of ours.
#
#   Rscript tests/bench/peers/r_spatstat.R DATABASE
suppressMessages({
  library(spatstat.explore)
  library(spatstat.geom)
})
database <- commandArgs(trailingOnly = TRUE)[1]
firms <- read.csv(pipe(paste("sqlite3 -csv", shQuote(database), "'SELECT x, y FROM firms ORDER BY id'")), header = FALSE)
window <- owin(range(firms$V1), range(firms$V2))
pattern <- ppp(firms$V1, firms$V2, window, check = FALSE)
distances <- seq(0, 2000, by = 100)
for (correction in c("none", "translate", "border", "isotropic")) {
  time <- system.time(k <- Kest(pattern, r = distances, correction = correction))
  column <- c(none = "un", translate = "trans", border = "border", isotropic = "iso")[[correction]]
  cat(sprintf("spatstat K %-12s %.2f s, sum %.10g\n", correction, time[["user.self"]] + time[["sys.self"]], sum(k[[column]])))
}
