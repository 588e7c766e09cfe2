# Spatial autocorrelation of the benchmarks' city by R spdep: the lines that curves_bench prints of ours.
#
#   Rscript tests/bench/peers/r_spdep.R DATABASE [permutations of the local statistics]     99
suppressMessages({
  library(spdep)
})
arguments <- commandArgs(trailingOnly = TRUE)
permutations <- if (length(arguments) > 1) as.integer(arguments[2]) else 99L
firms <- read.csv(pipe(paste("sqlite3 -csv", shQuote(arguments[1]), "'SELECT x, y, employees FROM firms ORDER BY id'")), header = FALSE)
employees <- firms$V3
ask <- function(question, expression) {
  time <- system.time(answer <- expression)
  cat(sprintf("spdep %-44s %8.2f s, %s\n", question, time[["user.self"]] + time[["sys.self"]], answer))
  flush(stdout())
}
invisible(set.seed(1))
ask("8 nearest neighbours, weights by row", {
  weights <- nb2listw(knn2nb(knearneigh(cbind(firms$V1, firms$V2), k = 8)), style = "W")
  sprintf("%d ties", sum(card(weights$neighbours)))
})
ask("Moran", {
  test <- moran.test(employees, weights, alternative = "two.sided")
  sprintf("I %.10f, sd %.6f", test$estimate[[1]], test$statistic[[1]])
})
ask("Geary", {
  test <- geary.test(employees, weights, alternative = "two.sided")
  sprintf("C %.10f, sd %.6f", test$estimate[[1]], test$statistic[[1]])
})
ask("local Moran, without permutations", sprintf("sum %.8f", sum(localmoran(employees, weights)[, 1])))
ask("local G*", sprintf("sum %.8f", sum(localG(employees, nb2listw(include.self(weights$neighbours), style = "B")))))
ask(sprintf("local Moran, %d permutations", permutations), {
  local <- localmoran_perm(employees, weights, nsim = permutations, alternative = "two.sided")
  sprintf("sum %.8f", sum(local[, 1]))
})
ask(sprintf("local Geary, %d permutations", permutations), {
  local <- localC_perm(employees, weights, nsim = permutations, alternative = "two.sided")
  sprintf("sum %.8f", sum(local))
})
