// Greedy placement of labels: each goes to the first of its places where it covers nothing placed before.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

struct LabelBox {
  double left;
  double top;
  double right;
  double bottom;
  bool meets(const LabelBox& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

class LabelRoom {
 public:
  explicit LabelRoom(const LabelBox& inside) : inside_(inside) {}

  // Keeps the place of what must not be covered.
  void take(const LabelBox& box) { taken_.push_back(box); }

  bool is_free(const LabelBox& box, CancelToken& cancel) const {
    cancel.check(taken_.size() + 1);
    if (box.left < inside_.left || box.right > inside_.right || box.top < inside_.top ||
        box.bottom > inside_.bottom) {
      return false;
    }
    return std::none_of(taken_.begin(), taken_.end(), [&](const LabelBox& b) { return b.meets(box); });
  }

  bool place(const LabelBox& box, CancelToken& cancel) {
    if (!is_free(box, cancel)) return false;
    take(box);
    return true;
  }

  // What labels should rather not cover.
  void spare(const LabelBox& box) { spared_.push_back(box); }
  bool covers_spared(const LabelBox& box, CancelToken& cancel) const {
    cancel.check(spared_.size() + 1);
    return std::any_of(spared_.begin(), spared_.end(), [&](const LabelBox& b) { return b.meets(box); });
  }

 private:
  LabelBox inside_;
  std::vector<LabelBox> taken_;
  std::vector<LabelBox> spared_;
};

// The box of a text of one line whose middle is (x, y).
inline LabelBox label_box(double x, double y, double width, double size) {
  return {x - width / 2 - 2, y - size * 0.62, x + width / 2 + 2, y + size * 0.62};
}

}  // namespace clusterlite
