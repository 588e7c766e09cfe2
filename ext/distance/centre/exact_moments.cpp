#include "distance/centre/exact_moments.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace clusterlite {
namespace {

constexpr double kMostCoordinate = 0x1p150;
constexpr double kMostWeight = 0x1p300;

bool is_between(double value, double most) { return value >= 1 / most && value <= most; }
bool is_odd(const WeightedPoint& p) {
  const auto coordinate = [](double v) { return v == 0 || is_between(std::fabs(v), kMostCoordinate); };
  return !coordinate(p.x) || !coordinate(p.y) || !is_between(p.weight, kMostWeight);
}

// The product is the rounded one and what rounding took, both doubles.
void add_product(ExactSum& sum, double a, double b) {
  const double product = a * b;
  const double rest = std::fma(a, b, -product);
  sum.add(product);
  if (rest != 0) sum.add(rest);
}
void add_product(ExactSum& sum, double a, double b, double c) {
  const double product = a * b;
  const double rest = std::fma(a, b, -product);
  add_product(sum, product, c);
  if (rest != 0) add_product(sum, rest, c);
}

// Doubles of falling size that add up to the sum: two or three of sums of everyday sizes.
class Terms {
 public:
  explicit Terms(ExactSum& sum) {
    while (count_ < terms_.size()) {
      const double term = sum.value();
      if (term == 0) break;
      sum.subtract(term);
      terms_[count_++] = term;
    }
    for (const double term : all()) sum.add(term);
  }
  std::span<const double> all() const { return std::span(terms_).first(count_); }
  double rounded() const { return count_ == 0 ? 0 : terms_[0]; }

 private:
  std::array<double, 16> terms_{};
  std::size_t count_ = 0;
};

void add_terms(ExactSum& sum, const Terms& terms) {
  for (const double term : terms.all()) sum.add(term);
}
void add_terms(ExactSum& sum, const Terms& terms, double factor) {
  for (const double term : terms.all()) add_product(sum, term, factor);
}
void add_terms(ExactSum& sum, const Terms& terms, double factor, double second) {
  for (const double term : terms.all()) add_product(sum, term, factor, second);
}

// sum of w (v - c)
double first_moment(const Terms& v, const Terms& w, double c) {
  ExactSum sum;
  add_terms(sum, v);
  add_terms(sum, w, -c);
  return sum.value();
}

// sum of w (u - c) (v - d)
Terms second_moment(const Terms& uv, const Terms& u, const Terms& v, const Terms& w, double c, double d) {
  ExactSum sum;
  add_terms(sum, uv);
  add_terms(sum, u, -d);
  add_terms(sum, v, -c);
  add_terms(sum, w, c, d);
  return Terms(sum);
}

// The quotient, rounded once but for a hair.
double mean(const Terms& v, const Terms& w) {
  const double near = v.rounded() / w.rounded();
  return near + first_moment(v, w, near) / w.rounded();
}

}  // namespace

void ExactMoments::change(const WeightedPoint& p, double weight, int count) {
  if (weight == 0) return;
  if (is_odd(p)) {
    odd_ += count;
    return;
  }
  w_.add(weight);
  add_product(x_, p.x, weight);
  add_product(y_, p.y, weight);
  add_product(xx_, p.x, p.x, weight);
  add_product(xy_, p.x, p.y, weight);
  add_product(yy_, p.y, p.y, weight);
}

Centrography ExactMoments::centrography() const {
  const Terms w(w_);
  Centrography result = Centrography::undefined();
  result.weight = w.rounded();
  if (result.weight == 0) return result;
  const double all = result.weight;
  const Terms x(x_);
  const Terms y(y_);
  result.x = mean(x, w);
  result.y = mean(y, w);
  const double off_x = first_moment(x, w, result.x) / all;
  const double off_y = first_moment(y, w, result.y) / all;
  const Terms xx = second_moment(Terms(xx_), x, x, w, result.x, result.x);
  const Terms xy = second_moment(Terms(xy_), x, y, w, result.x, result.y);
  const Terms yy = second_moment(Terms(yy_), y, y, w, result.y, result.y);
  const Spread spread{xx.rounded() / all - off_x * off_x, yy.rounded() / all - off_y * off_y,
                      xy.rounded() / all - off_x * off_y};
  const double largest = std::max(std::fabs(result.x), std::fabs(result.y)) + 2 * spread.standard_distance();
  spread.write(result, 1, largest, [&](double cosine, double sine) {
    ExactSum across;
    add_terms(across, yy, cosine, cosine);
    add_terms(across, xy, -2 * cosine, sine);
    add_terms(across, xx, sine, sine);
    const double off = off_y * cosine - off_x * sine;
    return across.value() / all - off * off;
  });
  return result;
}

}  // namespace clusterlite
