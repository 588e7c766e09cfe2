// The algorithms alone, data in memory: Google Benchmark over firms x eps x min_points.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>

#include "bench/city.hpp"
#include "datasets/points.hpp"
#include "distance/clusters/dbscan.hpp"
#include "distance/clusters/distance_curve.hpp"
#include "distance/clusters/hdbscan.hpp"
#include "distance/clusters/optics.hpp"
#include "distance/neighbours/neighbour_count.hpp"

namespace {

using namespace clusterlite;

const ByteBuffer& points_of(std::size_t firms) {
  static std::map<std::size_t, ByteBuffer> made;
  ByteBuffer& blob = made[firms];
  if (blob.size() == 0) {
    PointsBuilder builder(false, false);
    for (const bench::Firm& firm : bench::make_firms(firms))
      builder.add(KeyView::of(firm.id), firm.x, firm.y);
    CancelToken never;
    blob = builder.finish(never);
  }
  return blob;
}

void run_dbscan(benchmark::State& state) {
  CancelToken never;
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  const DbscanOptions options{.eps = static_cast<double>(state.range(1)),
                              .min_points = static_cast<double>(state.range(2)),
                              .threads = Threads(static_cast<unsigned>(state.range(3)))};
  for (auto _ : state) benchmark::DoNotOptimize(dbscan(points, options, never));
}
BENCHMARK(run_dbscan)
    ->Unit(benchmark::kMillisecond)
    ->Args({1'000'000, 100, 10, 1})
    ->Args({1'000'000, 100, 10, 2})
    ->Args({1'000'000, 250, 10, 1})
    ->Args({1'000'000, 250, 10, 2})
    ->Args({1'000'000, 500, 10, 1})
    ->Args({1'000'000, 500, 10, 2})
    ->Args({1'000'000, 100, 100, 1})
    ->Args({1'000'000, 100, 100, 2})
    ->Args({1'000'000, 250, 100, 1})
    ->Args({1'000'000, 250, 100, 2})
    ->Args({10'000'000, 100, 10, 1})
    ->Args({10'000'000, 100, 10, 2})
    ->Args({10'000'000, 100, 1000, 1})
    ->Args({10'000'000, 100, 1000, 2});

void open_points(benchmark::State& state) {
  CancelToken never;
  const ByteBuffer& blob = points_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(PointsView::open(blob.bytes(), never));
}
BENCHMARK(open_points)->Unit(benchmark::kMillisecond)->Arg(1'000'000);

void run_neighbour_count(benchmark::State& state) {
  CancelToken never;
  const Threads all_cores(Threads::default_count());
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        count_neighbours(points, static_cast<double>(state.range(1)), Metric::planar, all_cores, never));
  }
}
BENCHMARK(run_neighbour_count)->Unit(benchmark::kMillisecond)->Args({1'000'000, 100});

// Firms, min_cluster_size and min_points, threads.
void run_hdbscan(benchmark::State& state) {
  CancelToken never;
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  const HdbscanOptions options{state.range(1), state.range(1), Metric::planar,
                               Threads(static_cast<unsigned>(state.range(2)))};
  for (auto _ : state) benchmark::DoNotOptimize(hdbscan(points, options, never));
}
BENCHMARK(run_hdbscan)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->ArgsProduct({{100'000, 1'000'000}, {10, 100}, {1, 2}});

// Firms, min_points, eps (0: unlimited).
void run_optics(benchmark::State& state) {
  CancelToken never;
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  OpticsOptions options{.min_points = state.range(1)};
  if (state.range(2) > 0) options.eps = static_cast<double>(state.range(2));
  for (auto _ : state) benchmark::DoNotOptimize(optics(points, options, never));
}
BENCHMARK(run_optics)->Unit(benchmark::kMillisecond)->ArgsProduct({{100'000, 1'000'000}, {10}, {0, 250}});

void run_distance_curves(benchmark::State& state) {
  CancelToken never;
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  for (auto _ : state) {
    benchmark::DoNotOptimize(distance_curves(points, state.range(1), Metric::planar, Threads(1), never));
  }
}
BENCHMARK(run_distance_curves)->Unit(benchmark::kMillisecond)->Args({1'000'000, 9});

}  // namespace

BENCHMARK_MAIN();
