// Data sets of every kind with a valid length and checksum, and nothing else to be relied on: the input is
// the header's kind, version and flags, then the content.
#include <cstring>

#include "datasets/blobs/blob_format.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using clusterlite::BlobHeader;
using clusterlite::ByteBuffer;

std::vector<std::uint8_t> sealed(const std::uint8_t* data, std::size_t size) {
  clusterlite::CancelToken cancel;
  ByteBuffer blob;
  blob.append_zeros(BlobHeader::kBytes + size - 4);
  std::memcpy(blob.data() + BlobHeader::kBytes, data + 4, size - 4);
  constexpr std::size_t kinds = std::size(clusterlite::kKinds);
  std::uint16_t flags = 0;
  std::memcpy(&flags, data + 2, sizeof flags);
  clusterlite::seal_blob(blob, clusterlite::kKinds[data[0] % kinds], flags, cancel);
  const auto bytes = blob.bytes();
  const auto* start = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {start, start + bytes.size()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clusterlite::fuzz;
  static Connection db;
  static const auto calls =
      calls_with(db, "'points','crosstab','links','labels','values','weights','data set','layer'");
  if (size < 4) return 0;
  const auto blob = sealed(data, size);
  // The second byte says which function; all of them for every input would be slow.
  db.run(calls[data[1] % calls.size()], blob);
  db.run("SELECT * FROM cl_describe(?1)", blob);
  db.run("SELECT length(cl_merge(d)) FROM (SELECT ?1 AS d UNION ALL SELECT ?1)", blob);
  return 0;
}
