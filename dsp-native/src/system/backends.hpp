#pragma once
// The kinds of devices or of sources there are: how an id, "kind:address", names one, and how what is there is listed.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "abi/text.hpp"

namespace nt::system {

/// What mixers and routers show.
inline constexpr const char* own_name = "ntworkstation";
/// For requests.
inline const char* client_name(const char* asked) noexcept { return asked != nullptr ? asked : own_name; }

/// The one that an id means; address: what stands behind the colon; what: "device". Throws NT_NOT_FOUND.
template <class Backend>
const Backend& backend_of(std::span<const Backend> all, const char* what, const std::string& id, std::string& address) {
  const auto colon = id.find(':');
  const std::string name = id.substr(0, colon);
  address = colon == std::string::npos ? "" : id.substr(colon + 1);
  std::string names;
  for (const auto& backend : all) {
    if (name == backend.name) return backend;
    names += (names.empty() ? "" : ", ") + std::string(backend.name);
  }
  throw Error(NT_NOT_FOUND,
              std::string("there is no kind of ") + what + " called \"" + name + "\"; there are " + names);
}

/// Up to capacity descriptions from all of them, and how many there are.
template <class Description, class Backend>
uint32_t list(std::span<const Backend> all, Description* out, uint32_t capacity) {
  std::vector<Description> found;
  for (const auto& backend : all) {
    try {
      backend.list(found);
    } catch (const Error&) {
      // Its library or its server is missing: nothing of it to list.
    }
  }
  std::copy_n(found.begin(), std::min<size_t>(capacity, found.size()), out);
  return static_cast<uint32_t>(found.size());
}

/// A description that says what and where; texts that are too long are cut.
template <class Description>
Description describe(const std::string& backend, const std::string& address, const std::string& name) {
  Description d{};
  copy_text(address.empty() ? backend : backend + ":" + address, d.id);
  copy_text(name, d.name);
  copy_text(backend, d.backend);
  return d;
}

}  // namespace nt::system
