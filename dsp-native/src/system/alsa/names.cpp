#include "system/alsa/names.hpp"

#include <algorithm>
#include <cstdlib>

#include "system/alsa/library.hpp"

namespace nt::system {
namespace {

/// A field of a hint; empty where it has none.
std::string field(const void* hint, const char* name) {
  char* const text = alsa().snd_device_name_get_hint(hint, name);
  if (text == nullptr) return {};
  std::string copy = text;
  std::free(text);
  std::replace(copy.begin(), copy.end(), '\n', ' ');
  return copy;
}

}  // namespace

std::vector<AlsaName> alsa_names() {
  const auto& a = alsa();
  std::vector<AlsaName> found;
  void** hints = nullptr;
  if (a.snd_device_name_hint(-1, "pcm", &hints) < 0) return found;
  for (void** hint = hints; *hint != nullptr; ++hint) {
    const std::string name = field(*hint, "NAME"), way = field(*hint, "IOID"), text = field(*hint, "DESC");
    if (name.empty()) continue;
    found.push_back({name, text.empty() ? name : text, way != "Input", way != "Output", name == "default"});
  }
  a.snd_device_name_free_hint(hints);
  return found;
}

}  // namespace nt::system
