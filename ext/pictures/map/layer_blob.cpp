// The BLOB of a layer. It passes through SQL, so it may come from anybody: every number is checked.
#include <xxhash.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "pictures/map/layer.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "CLLAYER1";
constexpr std::size_t kHeader = kMagic.size() + sizeof(std::uint64_t);

template <class Value>
void put(std::string& out, const Value& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class Value>
  Value take() {
    if (bytes_.size() < sizeof(Value)) damaged();
    Value value;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  double finite() {
    const auto value = take<double>();
    if (!std::isfinite(value)) damaged();
    return value;
  }
  std::string text() {
    const auto size = take<std::uint32_t>();
    if (bytes_.size() < size) damaged();
    std::string text(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
    return text;
  }
  // How many items follow, of which each takes at least so many bytes.
  std::uint32_t count(std::size_t least_bytes) {
    const auto count = take<std::uint32_t>();
    if (bytes_.size() / least_bytes < count) damaged();
    return count;
  }
  bool at_end() const { return bytes_.empty(); }

  [[noreturn]] static void damaged() { throw Error("a damaged layer"); }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace

std::string encode_layer(const Layer& layer) {
  std::string body;
  put(body, static_cast<std::uint8_t>(layer.kind));
  put(body, static_cast<std::uint8_t>(layer.degrees));
  for (const double number : {layer.look.z, layer.look.dot, layer.look.stroke, layer.look.opacity})
    put(body, number);
  put(body, static_cast<std::uint32_t>(layer.texts.size()));
  for (const std::string& text : layer.texts) {
    put(body, static_cast<std::uint32_t>(text.size()));
    body += text;
  }
  put(body, static_cast<std::uint32_t>(layer.marks.size()));
  for (const Layer::Mark& mark : layer.marks) {
    put(body, mark.x);
    put(body, mark.y);
    for (const std::uint32_t number : {mark.category, mark.label, mark.tooltip, mark.runs}) put(body, number);
  }
  put(body, static_cast<std::uint32_t>(layer.runs.size()));
  for (const Layer::Run& run : layer.runs) {
    put(body, static_cast<std::uint8_t>(run.kind));
    put(body, run.count);
  }
  put(body, static_cast<std::uint32_t>(layer.places.size()));
  for (const MapPlace& place : layer.places) {
    put(body, place.x);
    put(body, place.y);
  }
  std::string out(kMagic);
  put(out, static_cast<std::uint64_t>(XXH3_64bits(body.data(), body.size())));
  return out + body;
}

Layer decode_layer(std::span<const std::byte> blob) {
  if (blob.size() < kHeader || std::memcmp(blob.data(), kMagic.data(), kMagic.size()) != 0) {
    throw Error(concat("a BLOB of ", blob.size(), blob.size() == 1 ? " byte" : " bytes",
                       " that is not a layer; it needs one - see cl_svg_layer()"));
  }
  const auto body = blob.subspan(kHeader);
  std::uint64_t hash = 0;
  std::memcpy(&hash, blob.data() + kMagic.size(), sizeof hash);
  if (hash != XXH3_64bits(body.data(), body.size())) Reader::damaged();

  Reader in(body);
  Layer layer;
  const auto kind = in.take<std::uint8_t>();
  if (kind >= std::size(kLayerKinds)) Reader::damaged();
  layer.kind = static_cast<LayerKind>(kind);
  layer.degrees = in.take<std::uint8_t>() != 0;
  for (double* number : {&layer.look.z, &layer.look.dot, &layer.look.stroke, &layer.look.opacity}) {
    *number = in.finite();
  }
  layer.texts.clear();
  for (auto left = in.count(sizeof(std::uint32_t)); left > 0; --left) layer.texts.push_back(in.text());
  if (layer.texts.empty() || !layer.texts.front().empty()) Reader::damaged();
  std::uint64_t runs = 0;
  for (auto left = in.count(2 * sizeof(double) + 4 * sizeof(std::uint32_t)); left > 0; --left) {
    Layer::Mark mark{.x = in.finite(), .y = in.finite()};
    for (std::uint32_t* text : {&mark.category, &mark.label, &mark.tooltip}) {
      *text = in.take<std::uint32_t>();
      if (*text >= layer.texts.size()) Reader::damaged();
    }
    mark.first_run = static_cast<std::uint32_t>(runs);
    mark.runs = in.take<std::uint32_t>();
    runs += mark.runs;
    if (runs > body.size()) Reader::damaged();
    layer.marks.push_back(mark);
  }
  std::uint64_t places = 0;
  for (auto left = in.count(1 + sizeof(std::uint32_t)); left > 0; --left) {
    const auto run_kind = in.take<std::uint8_t>();
    if (run_kind > 1) Reader::damaged();
    const auto count = in.take<std::uint32_t>();
    layer.runs.push_back({static_cast<RunKind>(run_kind), static_cast<std::uint32_t>(places), count});
    places += count;
    if (places > body.size()) Reader::damaged();
  }
  if (runs != layer.runs.size()) Reader::damaged();
  for (auto left = in.count(2 * sizeof(double)); left > 0; --left) {
    const double x = in.finite();
    layer.places.push_back({x, in.finite()});
  }
  if (places != layer.places.size() || !in.at_end()) Reader::damaged();
  return layer;
}

}  // namespace clusterlite
