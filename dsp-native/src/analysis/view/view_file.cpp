#include "analysis/view/view_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace nt::analysis {
namespace {

static_assert(sizeof(nt_view_header) == 128 && sizeof(nt_view_section) == 64);
static_assert(offsetof(nt_view_meters, channel) % 8 == 0 && sizeof(nt_view_meters) % 8 == 0);
static_assert(offsetof(nt_view_spectrum, values) % 8 == 0 && sizeof(nt_view_spectrum) % 8 == 0);
static_assert(sizeof(nt_view_place) % 8 == 0 && sizeof(nt_view_column) == 56);
static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<int32_t>::is_always_lock_free);

struct Shape {
  uint32_t kind;
  size_t frame_bytes;
  uint32_t slots;
};

// While one frame is written a reader has the time of all others in the section for its copy.
std::array<Shape, 4> shapes(uint32_t columns) {
  return {{{NT_VIEW_PLACE, sizeof(nt_view_place), 8},
           {NT_VIEW_METERS, sizeof(nt_view_meters), 4},
           {NT_VIEW_SPECTRUM, sizeof(nt_view_spectrum), 4},
           {NT_VIEW_OVERVIEW, sizeof(nt_view_column), columns + 1}}};
}

constexpr size_t line = 64;
size_t slot_bytes(const Shape& s) { return (s.frame_bytes + line - 1) / line * line; }

size_t bytes_of(uint32_t columns) {
  size_t bytes = sizeof(nt_view_header);
  for (const Shape& s : shapes(columns)) bytes += sizeof(nt_view_section) + slot_bytes(s) * s.slots;
  return bytes;
}

// Players are named after their sockets, by a hash: what users call a ring in shared memory looks otherwise.
constexpr std::string_view player = "view-";
constexpr size_t digits = 16;

bool is_players(const std::string& name) {
  return name.size() == player.size() + digits && name.starts_with(player) &&
         name.find_first_not_of("0123456789abcdef", player.size()) == std::string::npos;
}

}  // namespace

uint32_t remove_abandoned_views() {
  const auto names = shared_names();
  return static_cast<uint32_t>(std::count_if(
      names.begin(), names.end(), [](const std::string& name) { return is_players(name) && remove_abandoned(name); }));
}

void ViewSection::publish(const void* words, size_t count) noexcept {
  const std::atomic_ref latest(entry_->latest);
  const uint64_t n = latest.load(std::memory_order_relaxed) + 1;
  uint64_t* const slot = first_ + n % entry_->slots * (entry_->slot_bytes / sizeof(uint64_t));
  const auto* const from = static_cast<const uint64_t*>(words);
  const std::atomic_ref sequence(slot[0]);
  sequence.store(2 * n - 1, std::memory_order_relaxed);
  // Whoever reads a word that is stored below, sees the sequence above afterwards.
  std::atomic_thread_fence(std::memory_order_release);
  for (size_t i = 1; i < count; ++i) std::atomic_ref(slot[i]).store(from[i], std::memory_order_relaxed);
  sequence.store(2 * n, std::memory_order_release);
  latest.store(n, std::memory_order_release);
}

ViewFile::ViewFile(const std::string& name, uint32_t columns)
    : file_(name, bytes_of(columns)), header_(static_cast<nt_view_header*>(file_.data())) {
  auto* const bytes = static_cast<uint8_t*>(file_.data());
  auto* const table = reinterpret_cast<nt_view_section*>(bytes + sizeof(nt_view_header));
  const auto all = shapes(columns);
  size_t offset = sizeof(nt_view_header) + all.size() * sizeof(nt_view_section);
  for (size_t k = 0; k < all.size(); ++k) {
    table[k].kind = all[k].kind;
    table[k].slots = all[k].slots;
    table[k].offset = offset;
    table[k].slot_bytes = slot_bytes(all[k]);
    ViewSection* const sections[] = {&place, &meters, &spectrum, &overview};
    *sections[k] = ViewSection(&table[k], reinterpret_cast<uint64_t*>(bytes + offset));
    offset += slot_bytes(all[k]) * all[k].slots;
  }
  header_->version = NT_VIEW_VERSION;
  header_->header_bytes = sizeof(nt_view_header);
  header_->file_bytes = offset;
  header_->section_count = static_cast<uint32_t>(all.size());
  header_->section_bytes = sizeof(nt_view_section);
  header_->process = ::getpid();
  header_->state = NT_VIEW_LIVE;
  std::atomic_ref(header_->magic).store(NT_VIEW_MAGIC, std::memory_order_release);
}

ViewFile::~ViewFile() { std::atomic_ref(header_->state).store(NT_VIEW_ENDED, std::memory_order_release); }

}  // namespace nt::analysis
