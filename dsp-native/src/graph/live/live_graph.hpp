#pragma once
// The owner's side of a live graph.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/live/player.hpp"

namespace nt::graph::live {

/// Makes plans, and keeps every stage and plan for as long as the player may use it: what an edit leaves behind is
/// destroyed by the owner's next call after the edit is heard.
class LiveGraph {
 public:
  /// Throws nt::Error.
  explicit LiveGraph(const nt_live_options& options);

  // [owner]
  /// Throws nt::Error where it changes nothing.
  nt_status edit(std::span<const nt_live_stage> wanted, uint64_t& number);
  nt_status bypass(uint64_t id, bool is_bypassed);
  nt_status inject(uint64_t id, nt_status fault);
  nt_status next_event(nt_live_event& out);

  [[nodiscard]] nt_live_info describe() const noexcept;  // [any]

  Player& player() noexcept { return player_; }

 private:
  using Stages = std::vector<std::unique_ptr<Stage>>;
  void collect();
  void keep_only(std::span<Stage* const> list, std::span<Stage* const> other);
  [[nodiscard]] Stage* find(uint64_t id) const noexcept;
  void check(std::span<const nt_live_stage> wanted) const;
  Stage* kept(const nt_live_stage& wanted, uint32_t channels, size_t& from) const;
  bool place(Plan& plan);

  const StageTerms terms_;
  const uint32_t channels_;
  Stages stages_;               // all that somebody may use
  std::vector<Stage*> base_;    // the list before the newest edit
  std::vector<Stage*> list_;    // of the newest edit
  std::unique_ptr<Plan> plan_;  // that the player has taken for good
  std::unique_ptr<Plan> next_;  // of an edit that is not over
  std::atomic<uint64_t> newest_edit_{0};
  std::atomic<uint32_t> outputs_;
  ListFacts newest_;  // of the newest edit's list
  Player player_;
};

}  // namespace nt::graph::live
