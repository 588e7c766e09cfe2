#include "pictures/drawing/categories.hpp"

#include <algorithm>

#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/text.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

void Categories::finish(const PictureOptions& options, std::string_view other) {
  constexpr std::size_t kMost = 200;
  weights_.erase("");
  if (weights_.size() > kMost) {
    throw Error(concat("there are ", weights_.size(), " categories, and a picture takes up to ", kMost,
                       "; group the small ones, or draw some of them (WHERE)"));
  }
  for (const auto& [category, weight] : weights_) order_.push_back(category);
  std::sort(order_.begin(), order_.end(), [&](const std::string& a, const std::string& b) {
    if (weights_[a] != weights_[b]) return weights_[a] > weights_[b];
    return natural_before(a, b);
  });
  std::vector<std::string> free;
  for (const std::string& category : order_) {
    const auto given = std::find_if(options.colours.begin(), options.colours.end(),
                                    [&](const auto& pair) { return pair.first == category; });
    names_[category] = category;
    if (given != options.colours.end()) {
      colours_[category] = given->second;
    } else {
      free.push_back(category);
    }
  }
  const std::size_t own = free.size() <= kCategoryColours.size() ? free.size() : kCategoryColours.size() - 1;
  for (std::size_t i = 0; i < free.size(); ++i) {
    colours_[free[i]] = kCategoryColours[std::min(i, kCategoryColours.size() - 1)];
    if (i >= own) names_[free[i]] = other;
  }
  for (const std::string& category : order_) {
    std::pair<std::string, std::string> entry{colours_[category], names_[category]};
    if (std::find(legend_.begin(), legend_.end(), entry) == legend_.end())
      legend_.push_back(std::move(entry));
  }
  const auto last =
      std::find_if(legend_.begin(), legend_.end(), [&](const auto& e) { return e.second == other; });
  if (last != legend_.end()) std::rotate(last, last + 1, legend_.end());
}

std::string_view Categories::colour(const std::string& category) const {
  const auto found = colours_.find(category);
  return found == colours_.end() ? std::string_view("#5f6b76") : std::string_view(found->second);
}

const std::string& Categories::shown(const std::string& category) const {
  const auto found = names_.find(category);
  return found == names_.end() ? category : found->second;
}

double Categories::weight(const std::string& category) const {
  const auto found = weights_.find(category);
  return found == weights_.end() ? 0 : found->second;
}

std::string Categories::largest() const {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order_.size()); ++i) {
    text += concat(i == 0 ? "" : ", ", order_[i], " ", with_commas(weight(order_[i]), 0));
  }
  return text;
}

}  // namespace clusterlite
