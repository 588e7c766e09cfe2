// WKT and EWKT to plain WKB, by recursive descent.
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/blobs/geometry_text.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

class Parser {
 public:
  Parser(std::string_view text, CancelToken& cancel) : text_(text), cancel_(cancel) {}

  ParsedText parse() {
    ParsedText parsed;
    spaces();
    if (upper_word_is("SRID")) {
      word();
      expect('=');
      spaces();
      std::int32_t srid = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), srid);
      if (error != std::errc{}) fail("a whole number");
      at_ = static_cast<std::size_t>(end - text_.data());
      parsed.srid = srid;
      expect(';');
    }
    tagged();
    spaces();
    if (at_ != text_.size()) fail("the end of the text");
    parsed.wkb = std::move(out_);
    return parsed;
  }

 private:
  [[noreturn]] void fail(std::string_view wanted) const {
    throw Error(
        concat("the text ", quoted(text_), " is not WKT: at character ", at_ + 1, " it needs ", wanted));
  }

  void spaces() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool is_next(char c) {
    spaces();
    return at_ < text_.size() && text_[at_] == c;
  }

  bool skip(char c) {
    if (!is_next(c)) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!skip(c)) fail(concat("'", std::string_view(&c, 1), "'"));
  }

  std::string_view next_word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  bool upper_word_is(std::string_view wanted) const {
    const std::string_view found = next_word();
    if (found.size() != wanted.size()) return false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (upper(found[i]) != wanted[i]) return false;
    }
    return true;
  }

  std::string word() {
    std::string found(next_word());
    at_ += found.size();
    for (char& c : found) c = upper(c);
    return found;
  }

  bool empty() {
    spaces();
    if (!upper_word_is("EMPTY")) return false;
    word();
    return true;
  }

  void dimension(std::string_view name, PartLayout& layout) {
    if (name == "Z" || name == "ZM") layout.has_z = true;
    if (name == "M" || name == "ZM") layout.has_m = true;
  }

  // POINT Z (1 2 3), pointz(1 2 3)
  std::uint32_t tagged() {
    constexpr int kDeepest = 32;
    spaces();
    const std::size_t start = at_;
    const std::string name = word();
    PartLayout layout;
    for (std::uint32_t type = kPoint; type <= kGeometryCollection; ++type) {
      const std::string_view known = kGeometryNames[type];
      if (!name.starts_with(known)) continue;
      const std::string_view rest = std::string_view(name).substr(known.size());
      if (!rest.empty() && rest != "Z" && rest != "M" && rest != "ZM") continue;
      layout.type = type;
      dimension(rest, layout);
      if (rest.empty()) {
        spaces();
        for (const std::string_view letters : {"Z", "M", "ZM"}) {
          if (upper_word_is(letters)) {
            dimension(letters, layout);
            word();
            break;
          }
        }
      }
      break;
    }
    if (layout.type == kUnknownType) {
      at_ = start;
      fail("POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON or GEOMETRYCOLLECTION");
    }
    if (depth_ == kDeepest) throw Error(concat("the text is a nest of more than ", kDeepest, " collections"));
    ++depth_;
    part(layout);
    --depth_;
    return layout.type;
  }

  void part(const PartLayout& layout) {
    out_.append_value(std::uint8_t{1});
    out_.append_value(iso_code(layout));
    switch (layout.type) {
      case kPoint:
        if (empty()) {
          for (std::size_t i = 0; i < layout.full_vertex() / sizeof(double); ++i) {
            out_.append_value(std::numeric_limits<double>::quiet_NaN());
          }
          return;
        }
        expect('(');
        vertex(layout);
        return expect(')');
      case kLineString:
        return line(layout, 2, false);
      case kPolygon:
        return list([&] { line(layout, 4, true); });
      default:
        return list([&] { member(layout); });
    }
  }

  template <class Item>
  void list(const Item& item) {
    const std::size_t count_at = out_.size();
    std::uint32_t count = 0;
    out_.append_value(count);
    if (empty()) return;
    expect('(');
    do {
      cancel_.check();
      item();
      ++count;
    } while (skip(','));
    expect(')');
    std::memcpy(out_.data() + count_at, &count, sizeof count);
  }

  void member(const PartLayout& layout) {
    if (layout.type == kGeometryCollection) {
      tagged();
      return;
    }
    PartLayout inner = layout;
    inner.type = layout.type - kMultiPoint + kPoint;
    if (inner.type == kPoint && !is_next('(') && !upper_word_is("EMPTY")) {  // MULTIPOINT(1 2, 3 4)
      out_.append_value(std::uint8_t{1});
      out_.append_value(iso_code(inner));
      return vertex(inner);
    }
    part(inner);
  }

  void line(const PartLayout& layout, std::uint32_t least, bool closed) {
    const std::size_t size = layout.full_vertex();
    const std::size_t start = out_.size() + sizeof(std::uint32_t);
    list([&] { vertex(layout); });
    const std::size_t count = (out_.size() - start) / size;
    const std::string_view kind = closed ? "ring" : "line";
    if (count > 0 && count < least) {
      throw Error(concat("the text ", quoted(text_), " has a ", kind, " of ", count,
                         count == 1 ? " vertex" : " vertices", "; it needs ", least));
    }
    if (closed && count > 0 &&
        std::memcmp(out_.data() + start, out_.data() + out_.size() - size, 2 * sizeof(double)) != 0) {
      throw Error(concat("the text ", quoted(text_),
                         " has a ring that is not closed: its last vertex must be the first again"));
    }
  }

  void vertex(const PartLayout& layout) {
    const std::size_t numbers = layout.full_vertex() / sizeof(double);
    for (std::size_t i = 0; i < numbers; ++i) {
      cancel_.check();
      spaces();
      if (at_ < text_.size() && text_[at_] == '+') ++at_;
      double number = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
      if (error != std::errc{} || !std::isfinite(number)) fail("a number");
      at_ = static_cast<std::size_t>(end - text_.data());
      out_.append_value(number == 0 ? 0.0 : number);
    }
    spaces();
    if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') {
      fail(concat("',' or ')' after the ", numbers, " numbers of a vertex (POINT Z has 3, POINT ZM 4)"));
    }
  }

  std::string_view text_;
  CancelToken& cancel_;
  std::size_t at_ = 0;
  int depth_ = 0;
  ByteBuffer out_;
};

}  // namespace

ParsedText parse_geometry_text(std::string_view text, CancelToken& cancel) {
  return Parser(text, cancel).parse();
}

}  // namespace clusterlite
