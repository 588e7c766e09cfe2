#include "distance/clusters/optics.hpp"

#include <cmath>

#include "distance/clusters/least_first.hpp"
#include "distance/frame/for_each_group.hpp"
#include "distance/tree/core_distances.hpp"
#include "distance/tree/search_tree.hpp"
#include "distance/tree/unvisited.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/cancel.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

// The walk over one group.
//
// The original keeps all reachable points in a queue, with their reachabilities, and updates those around
// each point it processes: as many updates as there are pairs within eps, all pairs without an eps. Here the
// queue holds each processed place once, with the best point that is still to be reached from it. When that
// point is taken by another, the next best is looked for, as late as possible: the order is the same.
//
// The points of a place are one after another the best of it, and all of them reach the same: only the first
// one is a source.
template <class Frame>
class Walk {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  Walk(const PointsView& view, const Frame& frame, const Rows& rows, const IdRanks& ranks,
       const OpticsOptions& options, const Threads& threads, CancelToken& cancel)
      : ranks_(ranks),
        cancel_(cancel),
        points_(view, rows, ranks, cancel, 0, threads),
        places_(points_.places),
        tree_(points_.tree),
        unvisited_(tree_, places_.rows, cancel),
        distances_(places_.scale),
        most_(std::isfinite(options.eps) ? square(frame.reach().unscaled * places_.scale) : options.eps) {
    const auto points = static_cast<std::uint64_t>(options.min_points);
    if (points <= places_.rows.size()) {
      core_ = core_distances(tree_, points, threads, cancel);
    } else {
      core_ = filled(tree_.size(), std::numeric_limits<double>::infinity(), cancel);
    }
  }

  void run(RawVector<OpticsPoint>& order) {
    const std::size_t begin = order.size();
    WatchedLoop watched(cancel_, places_.rows.size());
    while (!all_visited()) {
      visit(unvisited_.place_of_first(), nullptr, order, begin);
      // What the last sources would have reached next is of no interest.
      while (!sources_.empty() && !all_visited()) {
        cancel_.check();
        go_on_from(Source(sources_.first()), order, begin);
        watched.came_to(order.size() - begin);
      }
    }
  }

 private:
  struct Source {
    Unvisited next;  // the best it reaches, perhaps visited by now
    std::uint32_t place;
    std::uint32_t turn;  // when its first point was processed; unique

    friend bool operator<(const Source& a, const Source& b) {
      if (a.next.squared != b.next.squared) return a.next.squared < b.next.squared;
      return a.next.rank != b.next.rank ? a.next.rank < b.next.rank : a.turn < b.turn;
    }
  };

  static double square(double value) { return value * value; }
  // No core distance: fewer than min_points points, or beyond eps.
  bool is_core(std::uint32_t place) const { return std::isfinite(core_[place]) && core_[place] <= most_; }

  bool all_visited() const { return unvisited_.first() == UnvisitedPoints<D>::kNone; }

  // From the first source of the queue, which finds its new place there before the place it has reached
  // comes.
  void go_on_from(const Source& source, RawVector<OpticsPoint>& order, std::size_t begin) {
    const std::uint32_t reached = source.next.place;
    if (unvisited_.first_of(reached) == source.next.rank) {
      visit(reached, &source, order, begin);
    } else {
      look_on(source);
    }
  }

  void visit(std::uint32_t place, const Source* source, RawVector<OpticsPoint>& order, std::size_t begin) {
    OpticsPoint& point = order.emplace_back();
    point.row = ranks_.row(unvisited_.first_of(place));
    point.position = static_cast<std::uint32_t>(order.size() - begin);
    if (is_core(place)) point.core_distance = distances_.distance(core_[place]);
    if (source != nullptr) {
      point.reachability = distances_.distance(source->next.squared);
      point.predecessor = ranks_.row(places_.rows[tree_.place(source->place).first_row]);
    }
    const bool is_new = unvisited_.untouched(place);
    unvisited_.visit_first_of(place);
    if (source != nullptr) look_on(*source);
    if (is_new && is_core(place)) {
      const Unvisited next = nearest(place);
      if (next.place != Unvisited::kNone) sources_.add({next, place, point.position});
    }
  }

  // For the first source of the queue.
  void look_on(const Source& source) {
    const Unvisited next = nearest(source.place);
    if (next.place == Unvisited::kNone) return sources_.drop_first();
    sources_.replace_first({next, source.place, source.turn});
  }

  Unvisited nearest(std::uint32_t place) const {
    return unvisited_.nearest(place, core_[place], most_, cancel_);
  }

  const IdRanks& ranks_;
  CancelToken& cancel_;
  SearchedPoints<Frame> points_;
  const Places<D>& places_;  // whose rows are ranks of ids
  const PlaceTree<D>& tree_;
  UnvisitedPoints<D> unvisited_;
  typename Frame::Distances distances_;
  double most_;             // eps, squared
  RawVector<double> core_;  // squared, per place
  LeastFirst<Source> sources_;
};

}  // namespace

RawVector<OpticsPoint> optics(const PointsView& view, const OpticsOptions& options, CancelToken& cancel) {
  if (options.min_points < 1) throw Error(concat("min_points must be >= 1 (got ", options.min_points, ")"));
  if (!(options.eps >= 0)) throw Error(concat("eps must be >= 0 (got ", options.eps, ")"));
  RawVector<OpticsPoint> order;
  order.reserve(view.size());
  const IdRanks ranks(view, cancel);
  const double reach = std::isfinite(options.eps) ? options.eps : 0;
  // Group by group: the order of all is one list.
  for_each_group_frame(view, reach, options.metric, options.threads, 0, cancel,
                       [&](const Rows& rows, const auto& frame, const Threads& all, CancelToken& token) {
                         Walk(view, frame, rows, ranks, options, all, token).run(order);
                       });
  for (std::uint32_t row = 0; row < view.size(); ++row) {
    cancel.check();
    if (!view.located(row)) order.push_back({row});
  }
  return order;
}

}  // namespace clusterlite
