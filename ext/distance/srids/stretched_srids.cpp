#include "distance/srids/stretched_srids.hpp"

#include <algorithm>
#include <iterator>

namespace clusterlite {
namespace {

// EPSG, and the codes that ESRI, Google and OpenStreetMap gave the same thing.
constexpr std::int32_t kWorldMercator[] = {3349, 3395,  3785,  3832,   3857,   6871,
                                           6893, 41001, 54004, 102100, 102113, 900913};

}  // namespace

bool is_world_mercator_srid(std::int32_t srid) {
  return std::binary_search(std::begin(kWorldMercator), std::end(kWorldMercator), srid);
}

}  // namespace clusterlite
