#include "datasets/labels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

namespace clusterlite {
namespace {

using Membership = std::pair<std::int64_t, std::int64_t>;

// Label -1: missing.
ByteBuffer collect(const std::vector<Membership>& rows) {
  CancelToken cancel;
  LabelsBuilder builder;
  for (const auto& [id, label] : rows) {
    const KeyView key = KeyView::of(label);
    builder.add(KeyView::of(id), label < 0 ? nullptr : &key);
  }
  return builder.finish(cancel);
}

std::vector<Membership> read(const LabelsView& view) {
  std::vector<Membership> memberships;
  for (std::size_t i = 0; i < view.size(); ++i) {
    memberships.emplace_back(view.ids()[view.id(i)].integer, view.labels()[view.label(i)].integer);
  }
  return memberships;
}

TEST(Labels, AreASetOfMembershipsInRisingOrder) {
  CancelToken cancel;
  const ByteBuffer blob = collect({{7, 3}, {5, 2}, {7, 1}, {7, 3}, {9, -1}, {5, -1}});
  const LabelsView view = LabelsView::open(blob.bytes(), cancel);
  EXPECT_EQ(read(view), (std::vector<Membership>{{5, 2}, {7, 1}, {7, 3}}));
  EXPECT_EQ(view.rows(), 6U);
  EXPECT_EQ(view.missing_labels(), 2U);
  EXPECT_EQ(view.ids().size(), 3U);
  EXPECT_EQ(view.labels().size(), 3U);
}

TEST(Labels, RandomOnesAreWhatASetHolds) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<Membership> rows(random() % 40);
    for (auto& [id, label] : rows) {
      id = static_cast<std::int64_t>(random() % 12);
      label = static_cast<std::int64_t>(random() % 6) - 1;
    }
    std::set<Membership> expected(rows.begin(), rows.end());
    std::set<std::int64_t> ids;
    for (const auto& [id, label] : rows) ids.insert(id);
    std::erase_if(expected, [](const Membership& m) { return m.second < 0; });

    CancelToken cancel;
    const ByteBuffer blob = collect(rows);
    const LabelsView view = LabelsView::open(blob.bytes(), cancel);
    EXPECT_EQ(read(view), std::vector<Membership>(expected.begin(), expected.end()));
    EXPECT_EQ(view.ids().size(), ids.size());

    std::shuffle(rows.begin(), rows.end(), random);
    const ByteBuffer other = collect(rows);
    EXPECT_TRUE(std::ranges::equal(blob.bytes(), other.bytes()));
  }
}

}  // namespace
}  // namespace clusterlite
