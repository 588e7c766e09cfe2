// Which colour a category has: the largest first, the same in all layers of a picture.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pictures/drawing/palette.hpp"
#include "pictures/options/options.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class Categories {
 public:
  // Counts marks of a category; "" is none and has no colour of its own.
  void add(const std::string& category, double weight = 1) { weights_[category] += weight; }

  // Up to 8 have a colour each; of more the 7 largest, and all others share the last one. Colours that the
  // options give do not count. Throws Error beyond 200.
  void finish(const PictureOptions& options, std::string_view other);

  std::string_view colour(const std::string& category) const;
  // Of a mark: the category, or what all the small ones are called.
  const std::string& shown(const std::string& category) const;
  // Colour and name, the largest first.
  const std::vector<std::pair<std::string, std::string>>& legend() const { return legend_; }
  // 0 for the largest, for the order of drawing.
  std::size_t size() const { return colours_.size(); }
  double weight(const std::string& category) const;
  // "J62 663, C14 338, I56 260": the three largest.
  std::string largest() const;

 private:
  std::map<std::string, double> weights_;
  std::map<std::string, std::string> colours_;
  std::map<std::string, std::string> names_;
  std::vector<std::pair<std::string, std::string>> legend_;
  std::vector<std::string> order_;
};

}  // namespace clusterlite
