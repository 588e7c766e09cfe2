// Owners for what the C interface of GEOS hands out.
//
// One context per database connection: GEOS contexts are not to be shared between threads. GEOS reports a
// failure as NULL and calls the context's handler with a text first; the handler keeps the text (nothing may
// be thrown through GEOS) and owned() throws it.
#pragma once

#include <geos_c.h>

#include <array>
#include <memory>

namespace clusterlite {

class GeosContext {
 public:
  GeosContext();

  GEOSContextHandle_t handle() const { return state_->handle; }

  // Throws Error with GEOS's text, or std::bad_alloc when memory was what lacked.
  [[noreturn]] void fail() const;

  // For the functions of GEOS that return nothing: forget() before the call, fail_if_told() after it.
  void forget() const { state_->message.front() = '\0'; }
  void fail_if_told() const {
    if (state_->message.front() != '\0') fail();
  }

 private:
  struct State {
    State();
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    GEOSContextHandle_t handle;
    std::array<char, 256> message{};
  };
  static void keep_message(const char* text, void* state);

  std::unique_ptr<State> state_;  // the handler holds its address, so a moved context must not move it
};

struct GeosDeleter {
  GEOSContextHandle_t handle = nullptr;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
  void operator()(const GEOSPreparedGeometry* geometry) const {
    GEOSPreparedGeom_destroy_r(handle, geometry);
  }
  void operator()(GEOSSTRtree* tree) const { GEOSSTRtree_destroy_r(handle, tree); }
  void operator()(GEOSCoordSequence* sequence) const { GEOSCoordSeq_destroy_r(handle, sequence); }
};

template <class Resource>
using GeosOwner = std::unique_ptr<Resource, GeosDeleter>;
using GeosGeometry = GeosOwner<GEOSGeometry>;

// Takes over what GEOS returned. NULL throws.
template <class Resource>
GeosOwner<Resource> owned(const GeosContext& context, Resource* resource) {
  if (resource == nullptr) context.fail();
  return GeosOwner<Resource>(resource, GeosDeleter{context.handle()});
}

}  // namespace clusterlite
