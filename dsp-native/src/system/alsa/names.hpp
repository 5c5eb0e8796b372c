#pragma once
// The PCMs that ALSA's configuration tells of.

#include <string>
#include <vector>

namespace nt::system {

struct AlsaName {
  std::string name, text;  // text: for people, on one line
  bool plays, captures;
  bool is_default;
};

/// Throws NT_UNSUPPORTED.
std::vector<AlsaName> alsa_names();

}  // namespace nt::system
