// The points of one group, ready to be searched for the nearest ones by any number of threads.
#pragma once

#include <algorithm>
#include <cstdint>

#include "distance/located/id_ranks.hpp"
#include "distance/located/row_groups.hpp"
#include "distance/tree/place_tree.hpp"
#include "distance/tree/places.hpp"

namespace clusterlite::distance {

template <class Frame>
struct SearchedPoints {
  static constexpr std::size_t D = Frame::kDimensions;

  Places<D> places;  // whose rows are ranks of ids, rising inside each place: what NearestPoints wants
  PlaceTree<D> tree;

  // `largest` as in places_of().
  SearchedPoints(const PointsView& view, const Rows& rows, const IdRanks& ranks, CancelToken& cancel,
                 double largest = 0, const Threads& threads = Threads(1))
      : places(places_by_id(view, rows, ranks, cancel, largest, threads)),
        tree(places.places, cancel, threads) {
    places.put_rows_in_order(cancel);
  }

  std::uint32_t points() const { return static_cast<std::uint32_t>(places.rows.size()); }

 private:
  static Places<D> places_by_id(const PointsView& view, const Rows& rows, const IdRanks& ranks,
                                CancelToken& cancel, double largest, const Threads& threads) {
    Places<D> result = places_of(view, Frame(view, rows, 0, cancel), rows, cancel, largest, threads);
    for (std::uint32_t& row : result.rows) {
      cancel.check();
      row = ranks.rank(row);
    }
    for (const Place<D>& place : result.places) {
      const auto first = result.rows.begin() + place.first_row;
      if (std::is_sorted(first, first + place.count)) continue;
      std::sort(first, first + place.count, [&cancel](std::uint32_t a, std::uint32_t b) {
        cancel.check();
        return a < b;
      });
    }
    return result;
  }
};

}  // namespace clusterlite::distance
