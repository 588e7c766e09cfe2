// Shift-share analysis: what part of an industry's change in a region is the whole area's growth, what part
// its industry's, what part the region's own.
//
// e, e' the value of industry i in region j before and after; e_i, e_j the totals of industry and region, E
// of everything; growth rates g = E'/E - 1, g_i = e_i'/e_i - 1, g_j = e_j'/e_j - 1, g_ij = e'/e - 1;
// homothetic value h = e_j e_i / E, what the region would have if it were composed as the whole area is.
#pragma once

#include <array>

#include "indicators/dynamics/before_after.hpp"

namespace clusterlite {

// Dunn (1960): change = national_share + industry_mix + regional_shift.
// Esteban-Marquillas (1972): regional_shift = homothetic_shift + allocation.
//
// Where e = 0 nothing could grow with the area or the industry: the whole change is the region's own, e', and
// its two parts, which would need g_ij, are NaN. All are NaN where e or e' is not known.
struct ShiftShare {
  double change = 0;            // e' - e
  double national_share = 0;    // e g
  double industry_mix = 0;      // e (g_i - g)
  double regional_shift = 0;    // e (g_ij - g_i)
  double homothetic = 0;        // h; NaN when E = 0
  double homothetic_shift = 0;  // h (g_ij - g_i)
  double allocation = 0;        // (e - h)(g_ij - g_i)
};

ShiftShare shift_share(const BeforeAfter& both, const BeforeAfter::Cell& cell);

// Arcelus (1984): the regional shift is parted into the growth of the region as a whole (g_j - g) and an
// interaction (g_ij - g_j) - (g_i - g), and each of the four effects into what the homothetic value h would
// have had and what the difference e - h adds. The eight add up to the change. All are NaN where e or e' is
// not known, and when E = 0.
struct ArcelusTerms {
  double national_homothetic = 0;     // h g
  double national_differential = 0;   // (e - h) g
  double industry_homothetic = 0;     // h (g_i - g)
  double industry_differential = 0;   // (e - h)(g_i - g)
  double regional_homothetic = 0;     // h (g_j - g)
  double regional_differential = 0;   // (e - h)(g_j - g)
  double interaction_homothetic = 0;  // h ((g_ij - g_j) - (g_i - g)); NaN where e = 0, as the next
  double interaction_differential = 0;
};

// In the order above.
inline constexpr std::array<double ArcelusTerms::*, 8> kArcelusTerms = {
    &ArcelusTerms::national_homothetic,    &ArcelusTerms::national_differential,
    &ArcelusTerms::industry_homothetic,    &ArcelusTerms::industry_differential,
    &ArcelusTerms::regional_homothetic,    &ArcelusTerms::regional_differential,
    &ArcelusTerms::interaction_homothetic, &ArcelusTerms::interaction_differential,
};

ArcelusTerms arcelus_terms(const BeforeAfter& both, const BeforeAfter::Cell& cell);

}  // namespace clusterlite
