#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/filter.hpp"

namespace nt::graph {
namespace {

constexpr double largest = 1e6;

}  // namespace

/// Sections by their coefficients in series.
std::unique_ptr<Processor> make_biquad(const nt_biquad_params& params) {
  if (params.section_count > NT_BIQUAD_MAX_SECTIONS)
    throw Error(NT_INVALID_ARGUMENT,
                "section_count = " + std::to_string(params.section_count) + " is out of range 0..64");
  if (params.sample_rate != 0) require_range("sample_rate", params.sample_rate, NT_MIN_SAMPLE_RATE, NT_MAX_SAMPLE_RATE);
  for (uint32_t i = 0; i < params.section_count; ++i) {
    const nt_biquad_section& s = params.sections[i];
    const std::string where = "sections[" + std::to_string(i) + "].";
    require_range((where + "b0").c_str(), s.b0, -largest, largest);
    require_range((where + "b1").c_str(), s.b1, -largest, largest);
    require_range((where + "b2").c_str(), s.b2, -largest, largest);
    // The triangle of stability: what is within it has both poles within the unit circle.
    require_range((where + "a2").c_str(), s.a2, -1, 1);
    require_range((where + "a1").c_str(), s.a1, -2, 2);
    if (!(std::fabs(s.a1) < 1 + s.a2) || !(s.a2 < 1))
      throw Error(NT_INVALID_ARGUMENT,
                  where + "a1 and a2 make a filter that is not stable: a pole is on or outside of the unit circle");
  }
  std::vector<Section> sections;
  for (uint32_t i = 0; i < params.section_count; ++i) {
    const nt_biquad_section& s = params.sections[i];
    sections.push_back({s.b0, s.b1, s.b2, s.a1, s.a2});
  }
  return make_filter([sections = std::move(sections), rate = params.sample_rate](double sample_rate) {
    if (rate != 0 && sample_rate != rate) {
      char text[160];
      std::snprintf(text, sizeof text, "the coefficients are of %g Hz and would be another filter at %g Hz", rate,
                    sample_rate);
      throw Error(NT_INVALID_ARGUMENT, text);
    }
    return sections;
  });
}

}  // namespace nt::graph
