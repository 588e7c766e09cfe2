/* The archive of GCC's C++ library asks glibc 2.36 for arc4random(), on behalf of std::random_device, which
 * GEOS uses to shuffle points. With this one beside it, wheel and npm package run on glibc 2.35
 * (Ubuntu 22.04) as well. */
#include <stdlib.h>
#include <sys/random.h>

__attribute__((visibility("hidden"))) unsigned int arc4random(void) {
  unsigned int bits;
  if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits) abort();
  return bits;
}
