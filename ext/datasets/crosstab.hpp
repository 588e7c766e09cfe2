// The data set "crosstab": an industry x region table of firms, already summed.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u64 rows; 40 u64 skipped (rows without region or industry); 48 u64 rows without a value
//       56  u32 regions; 60 u32 industries; 64 u64 cells; 72 u64 bytes of the keys
//       80  the cells, 40 bytes each, sorted by region and industry: u32 region, u32 industry,
//           f64 value (high and low part), u64 firms, u64 firms without a value
//        -  per industry 48 bytes: sum of squared plant sizes and of their fourth powers, each as
//           f64 high, f64 low, i64 block (support/numbers/sum.hpp)
//        -  the keys: regions, then industries, each in rising order
//
// Flags: 1 the numbers of firms are known, 2 the sums of squares, 4 the sums of fourth powers.
// Rows of one table in any order give the same bytes, as long as the values are integers and no sum (of a
// cell, or of an industry's squares or fourth powers) takes more than 106 bits.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/keys/dictionary.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/number_index.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// What the indicators of plant size need of the single firms of one industry.
struct PlantSizes {
  PowerSum squares;
  PowerSum fourth_powers;
};

struct Crosstab {
  struct Cell {
    std::uint32_t region = 0;
    std::uint32_t industry = 0;
    CompensatedSum value;
    std::uint64_t firms = 0;
    std::uint64_t missing = 0;  // firms whose value is not known

    // A cell all of whose firms lack a value has none itself.
    bool has_value() const { return missing == 0 || firms > missing || value.value() > 0; }
  };

  std::uint64_t rows = 0;
  std::uint64_t skipped = 0;
  std::uint64_t missing_values = 0;
  bool knows_firms = true;
  bool knows_squares = true;
  bool knows_fourth_powers = true;
  Dictionary regions;              // numbered in the order of their keys
  Dictionary industries;           // likewise
  GrowingArray<Cell> cells;        // sorted by region, then industry; only cells with at least one row
  std::vector<PlantSizes> plants;  // per industry

  // Checks everything a forged data set could get wrong. Throws Error.
  static Crosstab open(const SealedBlob& sealed, CancelToken& cancel);
  static Crosstab open(std::span<const std::byte> blob, CancelToken& cancel) {
    const SealedBlob sealed = open_blob(blob, cancel);
    check_kind(sealed, Kind::crosstab);
    return open(sealed, cancel);
  }
};

class CrosstabBuilder {
 public:
  void skip() { ++table_.skipped; }

  // One firm. nullopt: its value is missing.
  template <class Number>
  void add_firm(const KeyView& region, const KeyView& industry, std::optional<Number> value) {
    Firm firm{place_of(region, industry), value.has_value(), std::is_integral_v<Number>, 0, 0};
    if (value) {
      if constexpr (std::is_integral_v<Number>) firm.integer = *value;
      firm.real = static_cast<double>(*value);
    }
    ++table_.rows;
    if (cells_.slots() < kSlotsOutsideCache) return add(firm);
    cells_.prefetch(firm.place.hash);
    waiting_[waiting_firms_++] = firm;
    if (waiting_firms_ == waiting_.size()) add_waiting();
  }

  // One cell summed elsewhere. Where firms, or a sum of powers of a cell that has a value, is not known, the
  // whole data set knows none. A cell without value has nothing to square: it needs no powers. Throws Error
  // when there are more than 2^63 - 1 firms.
  struct SummedCell {
    std::optional<CompensatedSum> value;
    std::optional<std::uint64_t> firms;
    std::optional<CompensatedSum> squares;
    std::optional<CompensatedSum> fourth_powers;
  };
  void add_cell(const KeyView& region, const KeyView& industry, const SummedCell& summed);

  // Adds another table up with this one.
  void append(const Crosstab& other, CancelToken& cancel);

  // Throws Error when a sum exceeds the range of a double.
  ByteBuffer finish(CancelToken& cancel);

 private:
  struct Place {
    std::uint32_t region = 0;
    std::uint32_t industry = 0;
    std::uint64_t hash = 0;
  };
  struct Firm {
    Place place;
    bool has_value = false;
    bool is_integer = false;
    std::int64_t integer = 0;
    double real = 0;
  };

  Place place_of(const KeyView& region, const KeyView& industry);
  Crosstab::Cell& cell_at(const Place& place);
  Crosstab::Cell& cell_of(const KeyView& region, const KeyView& industry) {
    return cell_at(place_of(region, industry));
  }
  void add(const Firm& firm);
  void add_firms(Crosstab::Cell& cell, std::uint64_t firms);
  void add_waiting();

  // In a table that outgrows the processor's cache, finding a firm's cell is waiting for memory. So firms are
  // added by the dozen, for whom memory is asked all at once.
  static constexpr std::size_t kSlotsOutsideCache = 1 << 14;
  static constexpr std::size_t kWaitingFirms = 24;

  Crosstab table_;
  NumberIndex cells_;
  std::uint64_t summed_firms_ = 0;  // of cells and tables that were added up
  std::array<Firm, kWaitingFirms> waiting_;
  std::size_t waiting_firms_ = 0;
};

}  // namespace clusterlite
