#include "system/forms.hpp"

namespace nt::system {

std::string names_of(uint32_t bits) {
  std::string text;
  for (uint32_t i = 0; i < NT_DEVICE_SAMPLES_COUNT; ++i) {
    if ((bits >> i & 1) == 0) continue;
    const bool is_last = bits >> (i + 1) == 0;
    if (!text.empty()) text += is_last ? " and " : ", ";
    text += forms[i].name;
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace nt::system
