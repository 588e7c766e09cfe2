// Any geometry BLOB as plain WKB (ISO, little-endian, nothing compressed, with Z and M), and plain WKB in the
// frame of another format. All that writes geometries as text starts from here: one layout, already checked.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "datasets/blobs/byte_buffer.hpp"
#include "geometry/blobs/geometry_header.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct PlainWkb {
  BlobFlavour flavour = BlobFlavour::wkb;  // of the BLOB it was read from
  std::int32_t srid = kNoSrid;
  ByteBuffer bytes;
};

// Throws Error with a text that goes on after "the geometry is ": what walk_geometry() throws, curves, and
// coordinates that are not finite.
PlainWkb read_plain_wkb(std::span<const std::byte> blob, CancelToken& cancel);

// Reads plain WKB from its start: the caller knows that it is whole.
class WkbCursor {
 public:
  explicit WkbCursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::size_t at() const { return at_; }
  std::uint32_t u32();
  // The layout of the part that begins here.
  PartLayout part();
  // The numbers of the next vertex.
  std::span<const double> vertex(const PartLayout& layout);

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  std::array<double, 4> vertex_{};
};

// The code of a type in ISO WKB: 3 POLYGON, 1003 POLYGON Z.
std::uint32_t iso_code(const PartLayout& layout);

// Plain WKB of any type in another frame: spatialite, geopackage, or wkb as it is. Others do not occur.
ByteBuffer in_frame_of(BlobFlavour flavour, std::int32_t srid, std::span<const std::byte> wkb);

}  // namespace clusterlite
