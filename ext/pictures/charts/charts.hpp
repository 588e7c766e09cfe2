// Bars, lines, scatter and matrix: what each takes, and drawing it. Rows in any order make the same bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pictures/options/options.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Bar {
  std::string label;
  std::optional<double> value;
  std::string category;
};
// Horizontal bars, the longest first. Throws Error above 5,000.
std::string draw_bars(std::vector<Bar> bars, const PictureOptions& options, CancelToken& cancel);

struct LinePoint {
  std::string series;
  double x = 0;
  std::optional<double> y;  // missing: a gap in the line
};
std::string draw_lines(std::vector<LinePoint> points, const PictureOptions& options, CancelToken& cancel);

struct ScatterPoint {
  double x = 0;
  double y = 0;
  std::string label;
  std::string category;
};
std::string draw_scatter(std::vector<ScatterPoint> points, const PictureOptions& options,
                         CancelToken& cancel);

struct Cell {
  std::string row;
  std::string column;
  std::optional<double> value;
};
// Throws Error above 5,000 cells of rows times columns, and when a row and column occur twice.
std::string draw_matrix(std::vector<Cell> cells, const PictureOptions& options, CancelToken& cancel);

}  // namespace clusterlite
