// Data sets of every kind, and ways to damage and to forge them: what the tests of hostile data sets share.
#pragma once

#include <cmath>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "datasets/crosstab.hpp"
#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "datasets/points.hpp"
#include "datasets/values.hpp"
#include "datasets/weights.hpp"

namespace clusterlite::testing {

using Bytes = std::vector<std::byte>;
using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

// ---- honest data sets

inline Bytes take(ByteBuffer blob) { return {blob.bytes().begin(), blob.bytes().end()}; }

inline Bytes points_bytes(bool weights, bool groups, bool texts, std::int64_t id_step = 1) {
  CancelToken cancel;
  PointsBuilder builder(weights, groups);
  const std::string groups_of[] = {"A", "가", ""};
  for (int i = 0; i < 60; ++i) {
    const std::string text = "firm " + std::to_string(i);
    const KeyView id = texts && i % 3 != 0 ? KeyView::of(std::string_view(text)) : KeyView::of(i * id_step);
    const KeyView group = KeyView::of(std::string_view(groups_of[i % 3]));
    const double x = i % 10 == 9 ? std::nan("") : i % 7 * 10.0;
    const double weight = !weights ? 1.0 : i % 13 == 0 ? std::nan("") : i;
    builder.add(id, x, std::isnan(x) ? x : i / 7 * 10.0, weight, groups ? &group : nullptr);
  }
  return take(builder.finish(cancel));
}

// Every third row is a line, every fifth a polygon with a hole.
inline Bytes shapes_bytes() {
  CancelToken cancel;
  PointsBuilder builder(true, true);
  ShapeDraft draft;
  for (int i = 0; i < 60; ++i) {
    const KeyView id = KeyView::of(std::int64_t{i});
    const KeyView group = KeyView::of(std::int64_t{i % 2});
    const double x = i % 7 * 10.0;
    const double y = i / 7 * 10.0;
    if (i % 3 != 0 && i % 5 != 0) {
      builder.add(id, x, y, i, &group);
      continue;
    }
    draft.start();
    draft.set_type(i % 3 == 0 ? ShapeType::linestring : ShapeType::polygon);
    draft.begin(i % 3 == 0 ? SequenceKind::line : SequenceKind::shell);
    for (const auto& [dx, dy] : {std::pair(0, 0), {8, 0}, {8, 8}, {0, 8}}) draft.add(x + dx, y + dy);
    if (i % 3 != 0) {
      draft.begin(SequenceKind::hole);
      for (const auto& [dx, dy] : {std::pair(2, 2), {4, 2}, {4, 4}}) draft.add(x + dx, y + dy);
    }
    builder.add_shape(id, draft.view(), draft.box(), i % 13 == 0 ? std::nan("") : i, &group);
  }
  return take(builder.finish(cancel));
}

inline Bytes crosstab_bytes(bool cells_only) {
  CancelToken cancel;
  CrosstabBuilder builder;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "region " + std::to_string(i % 7);
    const KeyView region = KeyView::of(std::string_view(name));
    const KeyView industry = i % 5 == 0 ? KeyView::of(0.5 + i % 3) : KeyView::of(std::int64_t{i % 11});
    if (cells_only) {
      builder.add_cell(region, industry,
                       {i % 9 == 0 ? std::nullopt : std::optional(CompensatedSum(i * 1.25, 0)), std::nullopt,
                        CompensatedSum(4.0 * i, 0), std::nullopt});
    } else {
      builder.add_firm(region, industry, i % 9 == 0 ? std::nullopt : std::optional(std::int64_t{i}));
    }
  }
  return take(builder.finish(cancel));
}

inline Bytes links_bytes() {
  CancelToken cancel;
  LinksBuilder builder(true, true);
  for (int i = 0; i < 60; ++i) {
    const std::string name = "firm " + std::to_string(i * 7 % 20);
    const KeyView kind = KeyView::of(std::int64_t{i % 3});
    builder.add(KeyView::of(std::int64_t{i % 17}), KeyView::of(std::string_view(name)), i,
                i % 4 == 0 ? nullptr : &kind);
  }
  return take(builder.finish(cancel));
}

// Some ids have two labels, some none, some the same one twice.
inline Bytes labels_bytes() {
  CancelToken cancel;
  LabelsBuilder builder;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "cluster " + std::to_string(i * 7 % 9);
    const KeyView label = i % 5 == 0 ? KeyView::of(std::int64_t{i % 4}) : KeyView::of(std::string_view(name));
    builder.add(KeyView::of(std::int64_t{i * 11 % 40}), i % 7 == 0 ? nullptr : &label);
  }
  return take(builder.finish(cancel));
}

inline Bytes values_bytes(bool groups) {
  CancelToken cancel;
  ValuesBuilder builder(groups);
  for (int i = 0; i < 60; ++i) {
    const KeyView group = KeyView::of(std::int64_t{i % 3});
    builder.add(KeyView::of(std::int64_t{groups ? i / 3 : i * 5}), i % 9 == 0 ? std::nan("") : i - 30.5,
                groups ? &group : nullptr);
  }
  return take(builder.finish(cancel));
}

inline Bytes weights_bytes(const WeightRule& rule) {
  CancelToken cancel;
  PointsBuilder points(false, false);
  for (int i = 0; i < 30; ++i) points.add(KeyView::of(std::int64_t{i}), i % 6 * 10.0, i / 6 * 10.0);
  const ByteBuffer nodes = points.finish(cancel);
  WeightsBuilder builder(rule, nodes.bytes(), cancel);
  for (std::uint32_t i = 0; i < 30 && rule.kind != WeightKind::band; ++i) {
    for (std::uint32_t j = i % 3; j < 30; j += 7) {
      if (j != i) builder.add({j, 0.5 + j, 1.5 * j});
    }
    builder.end_node();
  }
  return take(builder.finish(cancel));
}

struct Sample {
  std::string name;
  Bytes bytes;
};

inline std::vector<Sample> samples() {
  return {{"points", points_bytes(false, false, false)},
          {"points with weights and groups", points_bytes(true, true, false)},
          {"points with ids far apart", points_bytes(false, true, false, std::int64_t{1} << 40)},
          {"points with text ids", points_bytes(false, false, true)},
          {"points with all", points_bytes(true, true, true)},
          {"points and shapes", shapes_bytes()},
          {"crosstab of firms", crosstab_bytes(false)},
          {"crosstab of cells", crosstab_bytes(true)},
          {"links", links_bytes()},
          {"labels", labels_bytes()},
          {"values", values_bytes(false)},
          {"values of groups", values_bytes(true)},
          {"weights of a band", weights_bytes({WeightKind::band, Decay::bisquare, false, 12})},
          {"weights of nearest neighbours", weights_bytes({WeightKind::knn, Decay::inverse, false, 4})},
          {"weights of contiguity", weights_bytes({WeightKind::rook, Decay::none, false, 0})}};
}

// ---- damage

inline void put(Bytes& bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  std::memcpy(bytes.data() + at, &value, std::min(width, bytes.size() - at));
}

// One change somewhere behind `from`.
inline void damage(Bytes& bytes, Random& random, std::size_t from) {
  constexpr std::uint64_t kTelling[] = {0,
                                        1,
                                        2,
                                        0x7F,
                                        0xFF,
                                        0xFFFF,
                                        0x7FFFFFFF,
                                        0x80000000,
                                        0xFFFFFFFF,
                                        0x100000000,
                                        0x7FFFFFFFFFFFFFFF,
                                        0x8000000000000000,
                                        0xFFFFFFFFFFFFFFFF,
                                        0x7FF0000000000000,  // infinity
                                        0xFFF0000000000000,
                                        0x7FF8000000000000,
                                        0x7FEFFFFFFFFFFFFF,
                                        0xBFF0000000000000};
  constexpr std::size_t kWidths[] = {1, 2, 4, 8};
  if (bytes.size() <= from) {
    bytes.resize(from + 1 + below(random, 200));
    return;
  }
  const std::size_t at = from + below(random, bytes.size() - from);
  // Headers are small and most telling: half of all changes fall into the first 144 bytes.
  const std::size_t early = from + below(random, std::min<std::size_t>(bytes.size() - from, 144));
  const std::size_t place = below(random, 2) == 0 ? at : early;
  switch (below(random, 7)) {
    case 0:
      bytes[place] ^= std::byte{1} << below(random, 8);
      break;
    case 1:
      put(bytes, place / 4 * 4 < from ? from : place / 4 * 4, kTelling[below(random, std::size(kTelling))],
          8);
      break;
    case 2:
      put(bytes, place, kTelling[below(random, std::size(kTelling))], kWidths[below(random, 4)]);
      break;
    case 3:
      put(bytes, place, random(), kWidths[below(random, 4)]);
      break;
    case 4:
      bytes.resize(at);
      break;
    case 5:
      bytes.resize(bytes.size() + 1 + below(random, 100), std::byte(random()));
      break;
    default: {  // one part over another
      const std::size_t source = from + below(random, bytes.size() - from);
      const std::size_t length =
          std::min({below(random, 64) + 1, bytes.size() - place, bytes.size() - source});
      std::memmove(bytes.data() + place, bytes.data() + source, length);
    }
  }
}

// The damaged bytes under a header that fits them.
inline Bytes forge(const Bytes& honest, Random& random) {
  Bytes bytes = honest;
  for (std::size_t changes = 1 + below(random, 4); changes > 0; --changes)
    damage(bytes, random, BlobHeader::kBytes);
  ByteBuffer sealed;
  sealed.append(bytes.data(), std::max<std::size_t>(bytes.size(), BlobHeader::kBytes));
  auto flags = load<std::uint16_t>(honest.data() + 6);
  if (below(random, 4) == 0)
    flags = static_cast<std::uint16_t>(random() & (below(random, 2) == 0 ? 0x1F : 0xFFFF));
  auto kind = static_cast<Kind>(load<std::uint8_t>(honest.data() + 4));
  if (below(random, 20) == 0) kind = kKinds[below(random, std::size(kKinds))];
  CancelToken cancel;
  seal_blob(sealed, kind, flags, cancel);
  return take(std::move(sealed));
}

}  // namespace clusterlite::testing
