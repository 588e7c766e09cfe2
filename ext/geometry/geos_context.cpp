#include "geometry/geos_context.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

GeosContext::State::State() : handle(GEOS_init_r()) {
  if (handle == nullptr) throw std::bad_alloc();
  GEOSContext_setErrorMessageHandler_r(handle, &GeosContext::keep_message, this);
}

GeosContext::State::~State() { GEOS_finish_r(handle); }

GeosContext::GeosContext() : state_(std::make_unique<State>()) {}

void GeosContext::keep_message(const char* text, void* state) {
  auto& message = static_cast<State*>(state)->message;
  const std::size_t length = std::min(std::strlen(text), message.size() - 1);
  std::memcpy(message.data(), text, length);
  message[length] = '\0';
}

void GeosContext::fail() const {
  const std::string_view message = state_->message.data();
  if (message.find("bad_alloc") != std::string_view::npos) throw std::bad_alloc();
  throw Error(concat("GEOS could not do it: ", message.empty() ? "it gives no reason" : message));
}

}  // namespace clusterlite
