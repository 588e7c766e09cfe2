#include "geometry/hulls/geodesic_area.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "geometry/blobs/geometry_text.hpp"
#include "geometry/hulls/coordinates.hpp"

namespace clusterlite {
namespace {

double geodesic_area_of(const std::string& wkt) {
  CancelToken cancel;
  const ParsedText parsed = parse_geometry_text(wkt, cancel);
  return geodesic_area(parsed.wkb.bytes(), cancel);
}

std::string polygon_of(const std::vector<Coordinate>& ring) {
  std::string wkt = "POLYGON((";
  for (const Coordinate& c : ring) wkt += std::to_string(c.x) + " " + std::to_string(c.y) + ",";
  return wkt + std::to_string(ring[0].x) + " " + std::to_string(ring[0].y) + "))";
}

struct Measured {
  double area;
  std::vector<Coordinate> ring;
};

// By Planimeter of GeographicLib 2.1.2 (Karney 2013, Algorithms for geodesics), on WGS 84.
const Measured kSmall[] = {
    // perimeters up to 200 km
    {3398842.5,
     {{12.0098, 0.0018},
      {12.0083, 0.0056},
      {12.0066, 0.0075},
      {11.9997, 0.0100},
      {11.9909, 0.0041},
      {11.9905, 0.0031},
      {11.9900, 0.0003},
      {11.9942, -0.0081},
      {12.0008, -0.0100},
      {12.0024, -0.0097},
      {12.0051, -0.0086},
      {12.0057, -0.0082}}},
    {3614992.5,
     {{12.0194, 68.0069},
      {12.0105, 68.0092},
      {11.9868, 68.0087},
      {11.9765, 68.0047},
      {11.9750, 67.9965},
      {11.9832, 67.9922},
      {11.9935, 67.9903},
      {11.9952, 67.9902},
      {12.0139, 67.9915},
      {12.0170, 67.9923},
      {12.0246, 67.9961},
      {12.0267, 67.9995}}},
    {89848001.2,
     {{12.0782, 52.0135},
      {12.0390, 52.0439},
      {12.0091, 52.0497},
      {11.9363, 52.0310},
      {11.9188, 51.9994},
      {11.9213, 51.9878},
      {11.9322, 51.9724},
      {11.9764, 51.9522},
      {12.0102, 51.9504},
      {12.0517, 51.9614},
      {12.0807, 51.9942},
      {12.0807, 51.9946}}},
    {323387144.4,
     {{12.0939, 0.0345},
      {12.0311, 0.0951},
      {11.9433, 0.0824},
      {11.9379, 0.0784},
      {11.9107, 0.0449},
      {11.9005, 0.0096},
      {11.9000, -0.0028},
      {11.9007, -0.0115},
      {11.9073, -0.0374},
      {11.9094, -0.0424},
      {12.0361, -0.0933},
      {12.0683, -0.0731}}},
    {316770902.1,
     {{12.1617, 52.0091},
      {12.1615, 52.0105},
      {12.1472, 52.0423},
      {12.1407, 52.0499},
      {12.1255, 52.0635},
      {12.0006, 52.1000},
      {11.9947, 52.0999},
      {11.9093, 52.0830},
      {11.8848, 51.9295},
      {11.9242, 51.9115},
      {12.0053, 51.9001},
      {12.0882, 51.9160}}},
    {2827122907.1,
     {{12.2981, 0.0336},
      {12.2974, 0.0391},
      {12.2327, 0.1893},
      {12.1818, 0.2386},
      {12.1605, 0.2534},
      {12.0765, 0.2901},
      {11.7006, -0.0186},
      {11.7633, -0.1844},
      {11.9149, -0.2877},
      {11.9410, -0.2941},
      {12.1220, -0.2741},
      {12.2420, -0.1773}}},
    {2621909339.4,
     {{12.4866, 52.0160},
      {12.4545, 52.1083},
      {11.9932, 52.3000},
      {11.8539, 52.2862},
      {11.8314, 52.2815},
      {11.8200, 52.2788},
      {11.5791, 52.1512},
      {11.9800, 51.7003},
      {12.3061, 51.7666},
      {12.3448, 51.7880},
      {12.4517, 51.8875},
      {12.4771, 51.9390}}},
};
const Measured kLarge[] = {
    // up to 8,000 km, the last one across the date line
    {34417502616.6,
     {{12.9936, 0.1134},
      {12.7926, 0.6098},
      {12.3445, 0.9388},
      {12.2750, 0.9614},
      {11.7154, 0.9587},
      {11.5450, 0.8905},
      {11.0880, 0.4102},
      {11.0000, 0.0028},
      {11.4943, -0.8627},
      {11.5394, -0.8876},
      {12.6899, -0.7239},
      {12.8061, -0.5917}}},
    {31470226559.7,
     {{14.5892, 68.2433},
      {14.3924, 68.4436},
      {14.1173, 68.6090},
      {13.7619, 68.7513},
      {11.3188, 68.9669},
      {10.5680, 68.8439},
      {9.4658, 67.6857},
      {9.8772, 67.3937},
      {13.7745, 67.2529},
      {13.7901, 67.2582},
      {14.0224, 67.3473},
      {14.5579, 67.7139}}},
    {265954676512.4,
     {{15.8915, 53.8055},
      {15.6450, 53.9910},
      {14.4196, 54.6040},
      {12.2663, 54.9955},
      {10.6737, 54.8867},
      {8.4883, 54.0798},
      {7.7182, 53.4320},
      {11.8050, 49.0024},
      {16.0938, 50.3729},
      {16.1192, 50.3973},
      {16.7852, 51.4336},
      {16.8582, 51.7676}}},
    {3764421846712.3, {{120.0000, 30.0000}, {140.0000, 30.0000}, {140.0000, 50.0000}, {120.0000, 50.0000}}},
    {24617556722.9, {{10.0000, -1.0000}, {11.0000, -1.0000}, {11.0000, 1.0000}, {10.0000, 1.0000}}},
    {12108467312.6, {{179.5000, 10.0000}, {-179.5000, 10.0000}, {-179.5000, 11.0000}, {179.5000, 11.0000}}},
};

TEST(GeodesicArea, IsThatOfGeographiclib) {
  for (const Measured& m : kSmall) {
    EXPECT_NEAR(geodesic_area_of(polygon_of(m.ring)) / m.area, 1, 1e-6) << m.area;
  }
  for (const Measured& m : kLarge) {
    EXPECT_NEAR(geodesic_area_of(polygon_of(m.ring)) / m.area, 1, 5e-5) << m.area;
  }
}

// WGS 84 has 510,065,621.7 km2; an eighth of it lies between two meridians 90 degrees apart and the equator.
TEST(GeodesicArea, OfAnOctantIsAnEighthOfTheEarth) {
  const double octant = geodesic_area_of("POLYGON((10 0,100 0,100 90,10 90,10 0))");
  EXPECT_NEAR(octant * 8 / 1e6, 510'065'621.7, 1);
}

// Ten metres or a hundred, wherever they lie: the plane of 111 km a degree is what they approach.
TEST(GeodesicArea, KeepsItsDigitsInSmallRings) {
  const double large =
      geodesic_area_of("POLYGON((127 37.5,127.001 37.5,127.001 37.501,127 37.501,127 37.5))");
  const double small =
      geodesic_area_of("POLYGON((127 37.5,127.0001 37.5,127.0001 37.5001,127 37.5001,127 37.5))");
  EXPECT_NEAR(large / small, 100, 1e-3);
}

TEST(GeodesicArea, RunsEitherWayRoundAndTakesHolesOff) {
  const std::string square = "(0 0,1 0,1 1,0 1,0 0)";
  const std::string turned = "(0 0,0 1,1 1,1 0,0 0)";
  EXPECT_DOUBLE_EQ(geodesic_area_of("POLYGON(" + square + ")"), geodesic_area_of("POLYGON(" + turned + ")"));
  EXPECT_EQ(geodesic_area_of("POLYGON(" + square + "," + turned + ")"), 0);
  EXPECT_EQ(geodesic_area_of("LINESTRING(0 0,1 1)"), 0);
  EXPECT_EQ(geodesic_area_of("POINT EMPTY"), 0);
}

// Any text will do; what counts is that no byte outside is read (the sanitizers watch).
TEST(GeometryText, SurvivesEveryCut) {
  const std::string text =
      "SRID=4326;GEOMETRYCOLLECTION(POINT ZM (1 2 3 4),MULTIPOLYGON(((0 0,1 0,1 1,0 0))),MULTIPOINT(1 "
      "2,EMPTY))";
  for (std::size_t size = 0; size < text.size(); ++size) {
    CancelToken cancel;
    EXPECT_THROW(parse_geometry_text(std::string_view(text).substr(0, size), cancel), Error) << size;
  }
  CancelToken cancel;
  EXPECT_EQ(parse_geometry_text(text, cancel).srid, 4326);
}

}  // namespace
}  // namespace clusterlite
