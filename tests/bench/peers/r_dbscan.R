# R's package dbscan over the firms of a CSV file: one question, clustering alone, the data in memory already.
#
#   Rscript r_dbscan.R FIRMS.CSV dbscan EPS MIN_POINTS | hdbscan MIN_POINTS | optics EPS MIN_POINTS | neighbours K
#
# Prints seconds, bytes of memory above the data, and the answer, divided by tabs.
suppressPackageStartupMessages(library(dbscan))

peak_bytes <- function() {
  line <- grep("^VmHWM:", readLines("/proc/self/status"), value = TRUE)
  1024 * as.numeric(gsub("[^0-9]", "", line))
}

dbscan_answer <- function(points, eps, min_points) {
  found <- dbscan(points, eps = eps, minPts = min_points)
  clusters <- sprintf("clusters=%d clustered=%d", max(found$cluster), sum(found$cluster > 0))
  # Counts the neighbours again: not part of what is measured.
  list(clusters, function() sprintf(" core=%d", sum(is.corepoint(points, eps = eps, minPts = min_points))))
}

hdbscan_answer <- function(points, min_points) {
  found <- hdbscan(points, minPts = min_points)
  sprintf("clusters=%d clustered=%d", max(found$cluster), sum(found$cluster > 0))
}

optics_answer <- function(points, eps, min_points) {
  found <- optics(points, eps = eps, minPts = min_points)
  sprintf("%d reached", sum(is.finite(found$reachdist)))
}

neighbours_answer <- function(points, k) sprintf("sum=%.1f", sum(kNN(points, k = k)$dist))

arguments <- commandArgs(trailingOnly = TRUE)
answer <- list(dbscan = dbscan_answer, hdbscan = hdbscan_answer, optics = optics_answer,
               neighbours = neighbours_answer)[[arguments[2]]]
columns <- c("NULL", "numeric", "numeric", "NULL", "NULL", "NULL")
points <- as.matrix(read.csv(arguments[1], colClasses = columns))
invisible(gc())
cat("5", file = "/proc/self/clear_refs")  # Linux forgets the peak so far
before <- peak_bytes()
start <- proc.time()[["elapsed"]]
result <- do.call(answer, c(list(points), as.list(as.numeric(arguments[-(1:2)]))))
seconds <- proc.time()[["elapsed"]] - start
bytes <- peak_bytes() - before
if (is.list(result)) result <- paste0(result[[1]], result[[2]]())
cat(sprintf("%.4g\t%.0f\t%s\n", seconds, bytes, result))
