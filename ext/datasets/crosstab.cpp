#include "datasets/crosstab.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "datasets/keys/key_types.hpp"
#include "datasets/keys/stored_keys.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::size_t kHeaderBytes = 80;
constexpr std::size_t kCellBytes = 40;
constexpr std::size_t kPlantBytes = 48;
constexpr std::uint16_t kKnowsFirms = 1;
constexpr std::uint16_t kKnowsSquares = 2;
constexpr std::uint16_t kKnowsFourthPowers = 4;

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

std::uint64_t hash_pair(std::uint32_t region, std::uint32_t industry) {
  return hash_of(KeyView::of(static_cast<std::int64_t>(std::uint64_t{region} << 32 | industry)));
}

bool is_sum(double high, double low) {
  return std::isfinite(high) && std::isfinite(low) && high >= 0 && std::fabs(low) <= high;
}

PowerSum read_power_sum(const std::byte* from) {
  const auto high = load<double>(from);
  const auto low = load<double>(from + 8);
  const auto block = load<std::int64_t>(from + 16);
  if (!is_sum(high, low) || block < -64 || block > 64) throw damaged("a sum of powers is out of range");
  return {{high, low}, block};
}

void write_power_sum(ByteBuffer& blob, const PowerSum& whole) {
  const PowerSum sum = whole.folded();
  blob.append_value(sum.sum().high());
  blob.append_value(sum.sum().low());
  blob.append_value(sum.block());
}

}  // namespace

Crosstab Crosstab::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  const BlobHeader& header = sealed.header;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  Crosstab table;
  table.rows = load<std::uint64_t>(start + 32);
  table.skipped = load<std::uint64_t>(start + 40);
  table.missing_values = load<std::uint64_t>(start + 48);
  const std::size_t regions = load<std::uint32_t>(start + 56);
  const std::size_t industries = load<std::uint32_t>(start + 60);
  const auto cells = load<std::uint64_t>(start + 64);
  const auto key_bytes = load<std::uint64_t>(start + 72);
  table.knows_firms = (header.flags & kKnowsFirms) != 0;
  table.knows_squares = (header.flags & kKnowsSquares) != 0;
  table.knows_fourth_powers = (header.flags & kKnowsFourthPowers) != 0;

  const std::uint64_t body = blob.size() - kHeaderBytes;
  if (cells > body / kCellBytes || industries > body / kPlantBytes || key_bytes > body ||
      cells * kCellBytes + industries * kPlantBytes + key_bytes != body) {
    throw damaged("its parts do not add up to its length");
  }
  const std::byte* const plants = start + kHeaderBytes + cells * kCellBytes;
  const auto heap = blob.subspan(blob.size() - key_bytes, key_bytes);
  std::size_t offset = 0;
  table.regions = read_rising_keys(heap, regions, offset, cancel);
  table.industries = read_rising_keys(heap, industries, offset, cancel);

  std::vector<bool> region_seen(regions);
  std::vector<bool> industry_seen(industries);
  table.cells.reserve(cells);
  std::uint64_t firms = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    cancel.check();
    const std::byte* const from = start + kHeaderBytes + i * kCellBytes;
    Cell cell;
    cell.region = load<std::uint32_t>(from);
    cell.industry = load<std::uint32_t>(from + 4);
    const auto high = load<double>(from + 8);
    const auto low = load<double>(from + 16);
    cell.value = {high, low};
    cell.firms = load<std::uint64_t>(from + 24);
    cell.missing = load<std::uint64_t>(from + 32);
    const bool in_order =
        table.cells.empty() || table.cells.back().region < cell.region ||
        (table.cells.back().region == cell.region && table.cells.back().industry < cell.industry);
    constexpr auto kMostFirms = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (cell.firms > kMostFirms - firms) throw damaged("its firms are too many to count");
    firms += cell.firms;
    if (cell.region >= regions || cell.industry >= industries || !in_order || !is_sum(high, low)) {
      throw damaged("a cell is out of range or out of order");
    }
    table.cells.push_back(cell);
    region_seen[cell.region] = true;
    industry_seen[cell.industry] = true;
  }
  const auto all_of = [](const std::vector<bool>& seen) {
    return std::find(seen.begin(), seen.end(), false) == seen.end();
  };
  if (!all_of(region_seen) || !all_of(industry_seen)) throw damaged("a region or industry has no cell");
  table.plants.resize(industries);
  for (std::size_t i = 0; i < industries; ++i) {
    cancel.check();
    table.plants[i] = {read_power_sum(plants + i * kPlantBytes),
                       read_power_sum(plants + i * kPlantBytes + 24)};
  }
  return table;
}

CrosstabBuilder::Place CrosstabBuilder::place_of(const KeyView& region, const KeyView& industry) {
  const std::uint32_t r = table_.regions.intern(region);
  const std::uint32_t i = table_.industries.intern(industry);
  if (i >= table_.plants.size()) table_.plants.resize(i + std::size_t{1});
  return {r, i, hash_pair(r, i)};
}

Crosstab::Cell& CrosstabBuilder::cell_at(const Place& place) {
  const std::uint32_t found = cells_.find(place.hash, [&](std::uint32_t number) {
    const Crosstab::Cell& cell = table_.cells[number];
    return cell.region == place.region && cell.industry == place.industry;
  });
  if (found != NumberIndex::kNone) return table_.cells[found];

  Crosstab::Cell& cell = table_.cells.emplace_back();
  cell.region = place.region;
  cell.industry = place.industry;
  cells_.add(place.hash, [this](std::uint32_t other) {
    return hash_pair(table_.cells[other].region, table_.cells[other].industry);
  });
  return cell;
}

void CrosstabBuilder::add(const Firm& firm) {
  Crosstab::Cell& cell = cell_at(firm.place);
  ++cell.firms;
  if (!firm.has_value) {
    ++cell.missing;
    ++table_.missing_values;
    return;
  }
  if (firm.is_integer) {
    cell.value.add(firm.integer);
  } else {
    cell.value.add(firm.real);
  }
  PlantSizes& plants = table_.plants[firm.place.industry];
  plants.squares.add_square(firm.real);
  plants.fourth_powers.add_fourth_power(firm.real);
}

void CrosstabBuilder::add_waiting() {
  const std::span<const Firm> firms(waiting_.data(), waiting_firms_);
  for (const Firm& firm : firms) {
    const std::uint32_t cell = cells_.guess(firm.place.hash);
    if (cell != NumberIndex::kNone) __builtin_prefetch(&table_.cells[cell], 1);
  }
  for (const Firm& firm : firms) add(firm);
  waiting_firms_ = 0;
}

// Results are SQL integers: all firms together must fit into one.
void CrosstabBuilder::add_firms(Crosstab::Cell& cell, std::uint64_t firms) {
  constexpr auto kMostFirms = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (firms > kMostFirms - summed_firms_) {
    throw Error(concat("the numbers of firms add up to more than ", kMostFirms,
                       "; firms must be the number of firms in each cell (got ", firms, " for region ",
                       to_text(table_.regions[cell.region]), ", industry ",
                       to_text(table_.industries[cell.industry]), ")"));
  }
  summed_firms_ += firms;
  cell.firms += firms;
}

void CrosstabBuilder::add_cell(const KeyView& region, const KeyView& industry, const SummedCell& summed) {
  Crosstab::Cell& cell = cell_of(region, industry);
  ++table_.rows;
  // Where it is not known, a row: has_value() needs to tell rows with a value apart.
  add_firms(cell, summed.firms.value_or(1));
  if (!summed.firms) table_.knows_firms = false;
  if (summed.value) {
    cell.value.add(*summed.value);
  } else {
    ++table_.missing_values;
    cell.missing += std::max<std::uint64_t>(summed.firms.value_or(1), 1);
  }
  PlantSizes& plants = table_.plants[cell.industry];
  const auto add_powers = [&](const std::optional<CompensatedSum>& powers, PowerSum& sum, bool& known) {
    if (powers) {
      sum.add(PowerSum(*powers, 0));
    } else if (summed.value) {
      known = false;
    }
  };
  add_powers(summed.squares, plants.squares, table_.knows_squares);
  add_powers(summed.fourth_powers, plants.fourth_powers, table_.knows_fourth_powers);
}

void CrosstabBuilder::append(const Crosstab& other, CancelToken& cancel) {
  table_.rows += other.rows;
  table_.skipped += other.skipped;
  table_.missing_values += other.missing_values;
  table_.knows_firms = table_.knows_firms && other.knows_firms;
  table_.knows_squares = table_.knows_squares && other.knows_squares;
  table_.knows_fourth_powers = table_.knows_fourth_powers && other.knows_fourth_powers;
  for (const Crosstab::Cell& from : other.cells) {
    cancel.check();
    Crosstab::Cell& cell = cell_of(other.regions[from.region], other.industries[from.industry]);
    cell.value.add(from.value);
    add_firms(cell, from.firms);
    cell.missing += from.missing;
  }
  for (std::uint32_t i = 0; i < other.industries.size(); ++i) {
    cancel.check();
    PlantSizes& plants = table_.plants[table_.industries.find(other.industries[i])];
    plants.squares.add(other.plants[i].squares);
    plants.fourth_powers.add(other.plants[i].fourth_powers);
  }
}

ByteBuffer CrosstabBuilder::finish(CancelToken& cancel) {
  if (waiting_firms_ != 0) add_waiting();
  cancel.check(table_.cells.size());
  refuse_two_types("region", table_.regions, cancel);
  refuse_two_types("industry", table_.industries, cancel);
  const auto region_order = table_.regions.sorted(cancel);
  const auto industry_order = table_.industries.sorted(cancel);
  const auto region_rank = ranks_of(region_order, cancel);
  const auto industry_rank = ranks_of(industry_order, cancel);
  for (Crosstab::Cell& cell : table_.cells) {
    cancel.check();
    if (!std::isfinite(cell.value.value())) {
      throw Error(concat("the values of region ", to_text(table_.regions[cell.region]), " and industry ",
                         to_text(table_.industries[cell.industry]), " add up to more than 1.8e308"));
    }
    cell.region = region_rank[cell.region];
    cell.industry = industry_rank[cell.industry];
  }
  std::sort(table_.cells.begin(), table_.cells.end(), [&](const Crosstab::Cell& a, const Crosstab::Cell& b) {
    cancel.check();
    return a.region != b.region ? a.region < b.region : a.industry < b.industry;
  });

  ByteBuffer keys;
  append_keys(keys, table_.regions, region_order, cancel);
  append_keys(keys, table_.industries, industry_order, cancel);

  ByteBuffer blob;
  blob.append_zeros(BlobHeader::kBytes);
  blob.append_value(table_.rows);
  blob.append_value(table_.skipped);
  blob.append_value(table_.missing_values);
  blob.append_value(static_cast<std::uint32_t>(table_.regions.size()));
  blob.append_value(static_cast<std::uint32_t>(table_.industries.size()));
  blob.append_value(static_cast<std::uint64_t>(table_.cells.size()));
  blob.append_value(static_cast<std::uint64_t>(keys.size()));
  for (const Crosstab::Cell& cell : table_.cells) {
    cancel.check();
    blob.append_value(cell.region);
    blob.append_value(cell.industry);
    blob.append_value(cell.value.high());
    blob.append_value(cell.value.low());
    blob.append_value(cell.firms);
    blob.append_value(cell.missing);
  }
  for (const std::uint32_t number : industry_order) {
    cancel.check();
    write_power_sum(blob, table_.plants[number].squares);
    write_power_sum(blob, table_.plants[number].fourth_powers);
  }
  blob.append(keys.data(), keys.size());
  const auto flags = static_cast<std::uint16_t>((table_.knows_firms ? kKnowsFirms : 0) |
                                                (table_.knows_squares ? kKnowsSquares : 0) |
                                                (table_.knows_fourth_powers ? kKnowsFourthPowers : 0));
  seal_blob(blob, Kind::crosstab, flags, cancel);
  blob.shrink();
  return blob;
}

}  // namespace clusterlite
