// K, L, pcf and the nearest neighbour index against R spatstat 3.0 (spatstat.explore 3.0-6) on two patterns
// that every book on point patterns prints, and on a window with a corner cut out and a hole.
//
// Coordinates are whole numbers here, so that they are the same in both programs: thousandths of the unit
// square.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

// Centres of 42 biological cells (Ripley 1977).
constexpr char kCells[] =
    "350 25, 487 87, 637 50, 775 25, 825 125, 87 187, 237 150, 400 162, 575 212, 737 237, 62 362, 212 337, "
    "325 287, 450 287, 650 362, 900 262, 337 462, 462 425, 600 475, 800 387, 938 400, 150 500, 350 600, "
    "562 575, 725 512, 862 525, 987 512, 62 750, 175 650, 337 750, 462 750, 525 650, 737 687, 862 637, "
    "237 787, 637 812, 775 850, 900 775, 175 912, 350 962, 462 900, 625 950";

// Saplings of Japanese black pine (Numata 1961).
constexpr char kPines[] =
    "90 90, 290 20, 380 30, 390 180, 480 30, 590 20, 650 160, 670 130, 730 130, 790 30, 860 130, 890 80, "
    "980 20, 20 180, 110 310, 420 220, 480 130, 620 210, 730 230, 890 230, 20 410, 30 440, 70 420, 520 420, "
    "640 430, 80 590, 80 630, 120 630, 120 660, 170 580, 310 530, 320 520, 420 490, 520 520, 910 520, "
    "940 580, 340 680, 370 680, 470 670, 520 670, 590 670, 660 680, 760 660, 730 730, 890 740, 940 780, "
    "980 790, 970 860, 120 840, 110 940, 170 950, 210 790, 290 840, 320 830, 350 860, 390 790, 520 930, "
    "580 830, 690 930, 770 930, 360 970, 360 960, 390 960, 430 960, 620 970";

// 40 points in an L with a hole, in hundredths.
constexpr char kInL[] =
    "266 821, 372 647, 573 783, 202 530, 945 23, 62 693, 206 478, 177 861, 384 245, 770 71, 498 99, "
    "718 316, 380 662, 126 332, 267 651, 386 258, 13 479, 382 766, 870 84, 340 875, 482 339, 600 839, "
    "494 347, 186 334, 108 390, 411 961, 435 992, 400 484, 325 173, 203 454, 143 596, 240 575, 59 77, "
    "642 36, 455 561, 410 526, 353 602, 993 258, 213 453, 478 747";
constexpr char kL[] =
    "POLYGON((1000000 1000000, 1001000 1000000, 1001000 1000400, 1000600 1000400, 1000600 1001000, 1000000 "
    "1001000, 1000000 1000000), (1000100 1000100, 1000300 1000100, 1000300 1000300, 1000100 1000300, 1000100 "
    "1000100))";
constexpr char kSquare[] =
    "POLYGON((1000000 1000000, 1001000 1000000, 1001000 1001000, 1000000 1001000, 1000000 1000000))";

class PointPatternReference : public ::testing::Test {
 protected:
  // "x y, x y, ..." as table `points`; every second one is of group b.
  void points(const std::string& list) {
    std::string values;
    std::size_t at = 0;
    for (int id = 1; at < list.size(); ++id) {
      const std::size_t space = list.find(' ', at);
      const std::size_t end = std::min(list.find(',', space), list.size());
      values += (values.empty() ? "(" : ", (") + std::to_string(id) + ", 1000000 + " +
                list.substr(at, space - at) + ", 1000000 + " + list.substr(space + 1, end - space - 1) +
                (id % 2 == 1 ? ", 'a')" : ", 'b')");
      at = end + 2;
    }
    db_.get("CREATE TABLE points(id, x, y, g); INSERT INTO points VALUES " + values);
  }
  // What cl_ripley_k gives at 0, step, ... 8 step (6 step), in the unit of the program that printed it.
  std::vector<double> k(const std::string& column, const std::string& correction, const std::string& window,
                        double unit, const std::string& more = "") {
    return numbers(db_, "SELECT " + column + " / " + std::to_string(unit) +
                            " FROM cl_ripley_k((SELECT cl_points(id, x, y" + (more.empty() ? "" : ", 1, g") +
                            ") FROM points), " + reach_ + ", 31.415926535897932, cl_from_text('" + window +
                            "'), '" + correction + "')" + more);
  }

  Database db_;
  std::string reach_ = "252";
};

TEST_F(PointPatternReference, Cells) {
  points(kCells);
  expect_published(k("k", "none", kSquare, 1e6), {0, 0, 0, 0.00116144018583, 0.01393728223, 0.0580720092915,
                                                  0.0952380952381, 0.127758420441, 0.146341463415});
  expect_published(k("k", "border", kSquare, 1e6),
                   {0, 0, 0, 0.0015873015873, 0.0173992673993, 0.0646258503401, 0.109788359788,
                    0.163265306122, 0.194805194805});
  expect_published(k("k", "translation", kSquare, 1e6),
                   {0, 0, 0, 0.00130385359471, 0.0161909189745, 0.0696649587794, 0.116919755739,
                    0.16037324518, 0.186619922525});
  expect_published(k("k", "isotropic", kSquare, 1e6),
                   {0, 0, 0, 0.00116144018583, 0.0153360820481, 0.0675166089356, 0.111372376385,
                    0.149840856067, 0.172765268132});
  expect_published(k("l", "isotropic", kSquare, 1e3),
                   {0, 0, 0, 0.0192275295699, 0.0698686376799, 0.146598786168, 0.188284169412, 0.218393740387,
                    0.234505634976});
  const auto clark = numbers(
      db_, "SELECT ratio FROM cl_clark_evans((SELECT cl_points(id, x, y) FROM points), cl_from_text('" +
               std::string(kSquare) + "'))");
  expect_published(clark, {1.67167951484});
  const auto donnelly = numbers(
      db_,
      "SELECT ratio_donnelly FROM cl_clark_evans((SELECT cl_points(id, x, y) FROM points), cl_from_text('" +
          std::string(kSquare) + "'))");
  expect_published(donnelly, {1.56042560611});
}

TEST_F(PointPatternReference, JapanesePines) {
  points(kPines);
  expect_published(k("k", "none", kSquare, 1e6),
                   {0, 0.00240384615385, 0.0115384615385, 0.0211538461538, 0.0418269230769, 0.0586538461538,
                    0.0831730769231, 0.115865384615, 0.148076923077});
  expect_published(k("k", "border", kSquare, 1e6),
                   {0, 0.00266272189349, 0.0109401709402, 0.0192307692308, 0.0461538461538, 0.0633846153846,
                    0.0939271255061, 0.124038461538, 0.175147928994});
  expect_published(k("k", "translation", kSquare, 1e6),
                   {0, 0.0024630714259, 0.0121440464892, 0.0227519812062, 0.0465865467113, 0.0670962892431,
                    0.0978545704359, 0.141032757729, 0.185794213952});
  expect_published(k("k", "isotropic", kSquare, 1e6),
                   {0, 0.00240384615385, 0.0121110011027, 0.02346406087, 0.0482401455758, 0.0698302972193,
                    0.101287548377, 0.149053649378, 0.195911275521});
  expect_published(k("l", "isotropic", kSquare, 1e3),
                   {0, 0.0276616701527, 0.0620890600876, 0.0864224655107, 0.123916565671, 0.149089483063,
                    0.179557311173, 0.217819306235, 0.249720835761});
  const auto p = numbers(
      db_, "SELECT p_normal FROM cl_clark_evans((SELECT cl_points(id, x, y) FROM points), cl_from_text('" +
               std::string(kSquare) + "'))");
  ASSERT_EQ(p.size(), 1U);
  EXPECT_NEAR(p[0], 0.323573930159, 1e-5);  // 0.26136 is sqrt((4 - pi) / (4 pi)) to five digits
}

// spatstat puts distances on a grid first: the sums here are exact, so they differ by up to 1 % where few
// pairs are near.
TEST_F(PointPatternReference, PairCorrelation) {
  points(kPines);
  const std::vector<double> spatstat = {0.311576837049, 1.07860614445,  0.867600995271,
                                        0.994901472493, 0.656589056674, 1.1709217318,
                                        1.01226226513,  1.1308192584,   1.12570373471};
  const std::vector<double> found = k("pcf", "isotropic", kSquare, 1);
  ASSERT_EQ(found.size(), spatstat.size());
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_NEAR(found[i], spatstat[i], 0.01) << i;
}

// Kest() and Kcross() in a polygon, each correction asked for by itself: with several, spatstat's border
// counts other middle points.
TEST_F(PointPatternReference, WindowWithAHole) {
  points(kInL);
  reach_ = "189";
  expect_published(k("k", "none", kL, 1e4), {0, 0.553846153846, 1.38461538462, 2.03076923077, 4.52307692308,
                                             6.83076923077, 9.04615384615});
  expect_published(k("k", "border", kL, 1e4),
                   {0, 0.654545454545, 1.53333333333, 2.74285714286, 6.88235294118, 10.6363636364, 15.2});
  expect_published(k("k", "isotropic", kL, 1e4), {0, 0.553846153846, 1.54187397696, 2.22052761164,
                                                  5.03159941497, 7.76063770994, 10.5578411762});
  const std::string cross = " WHERE reference = 'a' AND neighbour = 'b'";
  expect_published(k("k", "none", kL, 1e4, cross), {0, 0.72, 1.8, 2.52, 5.58, 7.56, 9.9});
  expect_published(k("k", "isotropic", kL, 1e4, cross),
                   {0, 0.72, 2.03828742683, 2.75828742683, 6.14334374977, 8.32629989989, 11.5113942759});
  // density(sigma = 1.3, at = "points", edge = FALSE, leaveoneout = TRUE), of the first six; here the kernel
  // ends at 6 h.
  expect_published(
      numbers(db_,
              "SELECT density_others * 1e4 FROM cl_kernel_density((SELECT cl_points(id, x, y) FROM points), "
              "130) WHERE id <= 6 ORDER BY id"),
      {0.463454125761, 0.769087578018, 0.312276376525, 0.802385586164, 0.132194276891, 0.267323349172}, 8);
}

}  // namespace
}  // namespace clusterlite::testing
