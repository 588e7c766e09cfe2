// The algorithms alone, data in memory: Google Benchmark over firms x eps x min_points.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>

#include "bench/city.hpp"
#include "datasets/points.hpp"
#include "distance/dbscan.hpp"
#include "distance/neighbour_count.hpp"

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
  const DbscanOptions options{static_cast<double>(state.range(1)), static_cast<double>(state.range(2))};
  for (auto _ : state) benchmark::DoNotOptimize(dbscan(points, options, never));
}
BENCHMARK(run_dbscan)
    ->Unit(benchmark::kMillisecond)
    ->Args({1'000'000, 100, 10})
    ->Args({1'000'000, 250, 10})
    ->Args({1'000'000, 500, 10})
    ->Args({1'000'000, 100, 100})
    ->Args({1'000'000, 250, 100})
    ->Args({10'000'000, 100, 10})
    ->Args({10'000'000, 100, 1000});

void open_points(benchmark::State& state) {
  CancelToken never;
  const ByteBuffer& blob = points_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(PointsView::open(blob.bytes(), never));
}
BENCHMARK(open_points)->Unit(benchmark::kMillisecond)->Arg(1'000'000);

void run_neighbour_count(benchmark::State& state) {
  CancelToken never;
  const auto points = PointsView::open(points_of(static_cast<std::size_t>(state.range(0))).bytes(), never);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        count_neighbours(points, static_cast<double>(state.range(1)), Metric::planar, never));
  }
}
BENCHMARK(run_neighbour_count)->Unit(benchmark::kMillisecond)->Args({1'000'000, 100});

}  // namespace

BENCHMARK_MAIN();
