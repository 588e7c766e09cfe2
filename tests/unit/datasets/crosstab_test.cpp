// The data set "crosstab": sums, canonical bytes, merging, and nothing else ever taken for one.
#include "datasets/crosstab.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "unit/datasets/support.hpp"

namespace clusterlite {
namespace {

using testing_support::Bytes;
using testing_support::copy_of;
using testing_support::error_of;

struct Firm {
  std::int64_t region;
  std::string industry;
  std::optional<std::int64_t> employees;
};

std::vector<Firm> random_firms(std::size_t count, std::int64_t largest) {
  std::mt19937_64 random(count);
  std::vector<Firm> firms;
  for (std::size_t i = 0; i < count; ++i) {
    firms.push_back(
        {static_cast<std::int64_t>(random() % 13), "I" + std::to_string(random() % 7), std::nullopt});
    if (random() % 20 != 0) {
      firms.back().employees = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(largest));
    }
  }
  return firms;
}

void add(CrosstabBuilder& builder, const Firm& firm) {
  builder.add_firm(KeyView::of(firm.region), KeyView::of(std::string_view(firm.industry)), firm.employees);
}

ByteBuffer build(const std::vector<Firm>& firms) {
  CrosstabBuilder builder;
  for (const Firm& firm : firms) add(builder, firm);
  CancelToken cancel;
  return builder.finish(cancel);
}

Crosstab open(const ByteBuffer& blob) {
  CancelToken cancel;
  return Crosstab::open(blob.bytes(), cancel);
}

TEST(Crosstab, OfNothingIsEmpty) {
  const ByteBuffer blob = build({});
  EXPECT_EQ(blob.size(), 80U);
  const Crosstab table = open(blob);
  EXPECT_EQ(table.rows, 0U);
  EXPECT_EQ(table.cells.size(), 0U);
  EXPECT_EQ(table.regions.size(), 0U);
  EXPECT_TRUE(table.knows_firms && table.knows_squares && table.knows_fourth_powers);
}

TEST(Crosstab, SumsFirms) {
  const std::vector<Firm> firms = random_firms(5000, 1000);
  std::map<std::pair<std::int64_t, std::string>, std::vector<Firm>> cells;
  std::map<std::string, double> squares;
  std::map<std::string, double> fourth_powers;
  std::size_t missing = 0;
  for (const Firm& firm : firms) {
    cells[{firm.region, firm.industry}].push_back(firm);
    const auto employees = static_cast<double>(firm.employees.value_or(0));
    squares[firm.industry] += employees * employees;
    fourth_powers[firm.industry] += std::pow(employees, 4);
    missing += firm.employees ? 0 : 1;
  }
  const Crosstab table = open(build(firms));
  EXPECT_EQ(table.rows, 5000U);
  EXPECT_EQ(table.missing_values, missing);
  EXPECT_EQ(table.regions.size(), 13U);
  EXPECT_EQ(table.industries.size(), 7U);
  ASSERT_EQ(table.cells.size(), cells.size());
  auto wanted = cells.begin();  // in the order of the keys, as the table
  for (const Crosstab::Cell& cell : table.cells) {
    EXPECT_EQ(table.regions[cell.region].integer, wanted->first.first);
    EXPECT_EQ(table.industries[cell.industry].text, wanted->first.second);
    std::int64_t sum = 0;
    std::size_t without = 0;
    for (const Firm& firm : wanted->second) {
      sum += firm.employees.value_or(0);
      without += firm.employees ? 0 : 1;
    }
    EXPECT_EQ(cell.value.value(), static_cast<double>(sum));
    EXPECT_EQ(cell.firms, wanted->second.size());
    EXPECT_EQ(cell.missing, without);
    ++wanted;
  }
  for (std::size_t i = 0; i < table.industries.size(); ++i) {
    const std::string industry(table.industries[i].text);
    EXPECT_DOUBLE_EQ(table.plants[i].squares.over_power_of(1, 2), squares[industry]);
    EXPECT_DOUBLE_EQ(table.plants[i].fourth_powers.over_power_of(1, 4), fourth_powers[industry]);
  }
}

TEST(Crosstab, TakesFortyBytesACellAndFortyEightAnIndustry) {
  const std::vector<Firm> firms = random_firms(20'000, 1000);
  // 13 regions with integer keys (9 bytes), 7 industries with texts of two letters (7 bytes)
  const std::size_t expected = 80 + 13 * 7 * 40 + 7 * 48 + 13 * 9 + 7 * 7;
  EXPECT_EQ(build(firms).size(), expected);
  EXPECT_EQ(build({firms.begin(), firms.begin() + 5000}).size(), expected);
}

TEST(Crosstab, OfIntegersHasTheSameBytesForAnyOrderOfRows) {
  std::mt19937_64 random(4);
  for (const std::int64_t largest : {10L, 1000L, 4'000'000L, 5'000'000L}) {
    std::vector<Firm> firms = random_firms(500, largest);
    const Bytes bytes = copy_of(build(firms));
    for (int round = 0; round < 30; ++round) {
      std::shuffle(firms.begin(), firms.end(), random);
      EXPECT_EQ(copy_of(build(firms)), bytes) << largest;
    }
  }
}

TEST(Crosstab, OfPartsIsThatOfTheWhole) {
  CancelToken cancel;
  std::mt19937_64 random(6);
  for (int round = 0; round < 30; ++round) {
    const std::vector<Firm> firms = random_firms(300, 100'000);
    CrosstabBuilder parts[3];
    for (const Firm& firm : firms) add(parts[random() % 3], firm);
    CrosstabBuilder merged;
    for (CrosstabBuilder& part : parts) merged.append(open(part.finish(cancel)), cancel);
    EXPECT_EQ(copy_of(merged.finish(cancel)), copy_of(build(firms)));
  }
}

// So many cells that firms wait for their memory together: integers, reals and firms without a value, of
// which the last ones are less than a dozen.
TEST(Crosstab, OfManyCellsIsTheSumOfItsFirms) {
  struct Sum {
    double value = 0;
    std::uint64_t firms = 0;
    std::uint64_t missing = 0;
  };
  std::mt19937_64 random(20);
  std::map<std::pair<std::int64_t, std::int64_t>, Sum> expected;
  CrosstabBuilder builder;
  CrosstabBuilder halves[2];
  for (int i = 0; i < 100003; ++i) {
    const auto region = static_cast<std::int64_t>(random() % 250);
    const auto industry = static_cast<std::int64_t>(random() % 200);
    const double value = static_cast<double>(random() % 8000) / 8;
    Sum& sum = expected[{region, industry}];
    ++sum.firms;
    const auto add = [&]<class Number>(std::optional<Number> given) {
      builder.add_firm(KeyView::of(region), KeyView::of(industry), given);
      halves[i % 2].add_firm(KeyView::of(region), KeyView::of(industry), given);
      if (given) sum.value += static_cast<double>(*given);
      sum.missing += given ? 0 : 1;
    };
    if (i % 7 == 0) {
      add(std::optional<double>());
    } else if (i % 2 == 0) {
      add(std::optional(value));
    } else {
      add(std::optional(static_cast<std::int64_t>(value)));
    }
  }
  CancelToken cancel;
  const ByteBuffer blob = builder.finish(cancel);
  const Crosstab table = open(blob);
  EXPECT_EQ(table.rows, 100003U);
  EXPECT_EQ(table.missing_values, 14287U);
  ASSERT_EQ(table.cells.size(), expected.size());
  auto sum = expected.begin();
  for (const Crosstab::Cell& cell : table.cells) {
    EXPECT_EQ(table.regions[cell.region].integer, sum->first.first);
    EXPECT_EQ(table.industries[cell.industry].integer, sum->first.second);
    EXPECT_EQ(cell.value.value(), sum->second.value);
    EXPECT_EQ(cell.firms, sum->second.firms);
    EXPECT_EQ(cell.missing, sum->second.missing);
    ++sum;
  }
  // Eighths are exact: the same bytes out of parts.
  CrosstabBuilder merged;
  for (CrosstabBuilder& half : halves) {
    const ByteBuffer part = half.finish(cancel);
    merged.append(open(part), cancel);
  }
  EXPECT_EQ(copy_of(merged.finish(cancel)), copy_of(blob));
}

TEST(Crosstab, SumsIntegersBeyondDoubles) {
  CancelToken cancel;
  CrosstabBuilder builder;
  const KeyView key = KeyView::of("x");
  constexpr std::int64_t kLarge = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t value : {kLarge, std::int64_t{1}, kLarge, std::int64_t{1}}) {
    builder.add_firm(key, key, std::optional(value));
  }
  const Crosstab table = open(builder.finish(cancel));
  EXPECT_EQ(table.cells[0].value.value(), 18446744073709551616.0);
  EXPECT_EQ(table.cells[0].value.low(), 0);
}

std::optional<CompensatedSum> sum_of(std::optional<double> value) {
  return value ? std::optional(CompensatedSum(*value, 0)) : std::nullopt;
}

TEST(Crosstab, RefusesMoreFirmsThanAnIntegerHolds) {
  CancelToken cancel;
  const std::uint64_t half = std::uint64_t{1} << 62;
  CrosstabBuilder builder;
  builder.add_cell(KeyView::of("A"), KeyView::of("x"), {sum_of(1), half, {}, {}});
  const std::string message = testing_support::error_of([&] {
    builder.add_cell(KeyView::of("B"), KeyView::of("x"), {sum_of(1), half, {}, {}});
  });
  EXPECT_NE(message.find("add up to more than 9223372036854775807"), std::string::npos) << message;
  EXPECT_NE(message.find("'B'"), std::string::npos) << message;

  CrosstabBuilder first;
  first.add_cell(KeyView::of("A"), KeyView::of("x"), {sum_of(1), half, {}, {}});
  const ByteBuffer blob = first.finish(cancel);
  const Crosstab table = Crosstab::open(blob.bytes(), cancel);
  CrosstabBuilder merged;
  merged.append(table, cancel);
  EXPECT_THROW(merged.append(table, cancel), Error);
}

TEST(Crosstab, OfCellsKnowsWhatAllOfThemKnow) {
  CancelToken cancel;
  const KeyView a = KeyView::of("A");
  const KeyView x = KeyView::of("x");
  const auto table_of = [&](std::optional<std::uint64_t> firms, std::optional<double> squares) {
    CrosstabBuilder builder;
    builder.add_cell(a, x, {sum_of(10.0), 2, sum_of(50.0), std::nullopt});
    builder.add_cell(KeyView::of("B"), x, {sum_of(10.0), firms, sum_of(squares), std::nullopt});
    return open(builder.finish(cancel));
  };
  const Crosstab all = table_of(1, 100.0);
  EXPECT_TRUE(all.knows_firms);
  EXPECT_TRUE(all.knows_squares);
  EXPECT_FALSE(all.knows_fourth_powers);
  EXPECT_EQ(all.cells[0].firms, 2U);
  EXPECT_DOUBLE_EQ(all.plants[0].squares.over_power_of(20, 2), 150.0 / 400);
  EXPECT_FALSE(table_of(std::nullopt, 100.0).knows_firms);
  EXPECT_TRUE(table_of(std::nullopt, 100.0).knows_squares);
  EXPECT_FALSE(table_of(1, std::nullopt).knows_squares);
}

TEST(Crosstab, TellsNoValueFromZero) {
  CancelToken cancel;
  const KeyView a = KeyView::of("A");
  const KeyView x = KeyView::of("x");
  using Value = std::optional<double>;
  const auto of_firms = [&](const std::vector<Value>& values) {
    CrosstabBuilder builder;
    for (const Value& value : values) builder.add_firm(a, x, value);
    return open(builder.finish(cancel)).cells[0].has_value();
  };
  const auto of_cells = [&](const std::vector<Value>& values, std::optional<std::uint64_t> firms) {
    CrosstabBuilder builder;
    for (const Value& value : values) builder.add_cell(a, x, {sum_of(value), firms, {}, {}});
    return open(builder.finish(cancel)).cells[0].has_value();
  };
  EXPECT_TRUE(of_firms({0.0}));
  EXPECT_TRUE(of_firms({std::nullopt, 0.0}));
  EXPECT_FALSE(of_firms({std::nullopt}));
  EXPECT_FALSE(of_firms({std::nullopt, std::nullopt}));
  for (const std::optional<std::uint64_t> firms :
       {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(5)}) {
    EXPECT_TRUE(of_cells({0.0}, firms));
    EXPECT_TRUE(of_cells({std::nullopt, 0.0}, firms));
    EXPECT_FALSE(of_cells({std::nullopt}, firms));
    EXPECT_FALSE(of_cells({std::nullopt, std::nullopt}, firms));
  }
}

TEST(Crosstab, PastTheRangeOfDoublesIsAnError) {
  CancelToken cancel;
  CrosstabBuilder builder;
  for (int i = 0; i < 2; ++i)
    builder.add_firm(KeyView::of("A"), KeyView::of(std::int64_t{62}), std::optional(1e308));
  EXPECT_EQ(error_of([&] { builder.finish(cancel); }),
            "the values of region 'A' and industry 62 add up to more than 1.8e308");
}

TEST(Crosstab, DamageIsFound) {
  CancelToken cancel;
  const auto read = [&](const Bytes& bytes) { Crosstab::open(std::span(bytes), cancel); };
  testing_support::expect_damage_is_found(copy_of(build(random_firms(1, 10))), read);
  testing_support::expect_damage_is_found(copy_of(build(random_firms(8, 10))), read);
}

TEST(Crosstab, ForgedOnesAreReadSafelyOrRefused) {
  CancelToken cancel;
  const auto read = [&](const Bytes& bytes) {
    const Crosstab table = Crosstab::open(std::span(bytes), cancel);
    ASSERT_EQ(table.plants.size(), table.industries.size());
    for (const Crosstab::Cell& cell : table.cells) {
      ASSERT_LT(cell.region, table.regions.size());
      ASSERT_LT(cell.industry, table.industries.size());
      EXPECT_GE(cell.value.value(), 0);
      EXPECT_FALSE(to_text(table.regions[cell.region]).empty());
    }
    for (const PlantSizes& plants : table.plants) EXPECT_FALSE(plants.squares.over_power_of(10, 2) < 0);
    CrosstabBuilder merged;
    merged.append(table, cancel);
  };
  const ByteBuffer blob = build(random_firms(12, 100));
  const auto flags = load<std::uint16_t>(blob.data() + 6);
  const int taken = testing_support::read_forgeries(copy_of(blob), Kind::crosstab, flags, 50'000, read);
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 45'000);
}

}  // namespace
}  // namespace clusterlite
