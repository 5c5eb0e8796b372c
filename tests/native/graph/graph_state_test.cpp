#include <gtest/gtest.h>

#include <cstring>

#include "graph/processor_cases.hpp"
#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

constexpr uint32_t block = 512;

struct Destroyer {
  void operator()(nt_graph* g) const { nt_graph_destroy(g); }
};
using GraphPtr = std::unique_ptr<nt_graph, Destroyer>;

/// An equaliser, a compressor and a limiter in a row.
GraphPtr ready() {
  nt_graph* g = nullptr;
  EXPECT_EQ(NT_OK, nt_graph_create(&g));
  for (const char* name : {"EqEightBands", "CompressorRmsLookahead", "Limiter"})
    for (const auto& one : processor_cases())
      if (one.name == name) EXPECT_EQ(NT_OK, nt_graph_append(g, one.create()));
  EXPECT_EQ(NT_OK, nt_graph_activate(g, 44100, 2, block));
  return GraphPtr(g);
}

Planes run(nt_graph* g, const Planes& in) {
  Planes out = in;
  for (size_t at = 0; at + block <= in[0].size(); at += block) {
    double* planes[] = {out[0].data() + at, out[1].data() + at};
    EXPECT_EQ(NT_OK, nt_graph_process(g, planes, planes, block));
  }
  return out;
}

std::vector<uint8_t> state_of(const nt_graph* g) {
  size_t size = 0;
  EXPECT_EQ(NT_OK, nt_graph_save_state(g, nullptr, &size));
  std::vector<uint8_t> bytes(size);
  size_t written = size;
  EXPECT_EQ(NT_OK, nt_graph_save_state(g, bytes.data(), &written));
  EXPECT_EQ(size, written) << "what was asked for is what is written";
  return bytes;
}

TEST(GraphState, given_a_state_then_another_graph_goes_on_where_the_first_one_was) {
  const Planes first = lively(2, 40 * block), second = lively(2, 40 * block, 8);
  const auto a = ready(), b = ready();
  run(a.get(), first);
  run(b.get(), second);
  const auto state = state_of(a.get());
  ASSERT_EQ(NT_OK, nt_graph_load_state(b.get(), state.data(), state.size()));
  EXPECT_EQ(run(a.get(), second), run(b.get(), second));
}

TEST(GraphState, given_damage_anywhere_then_it_is_refused_and_the_graph_is_as_after_reset) {
  const Planes in = lively(2, 40 * block);
  const Planes fresh = run(ready().get(), in);
  const auto g = ready();
  run(g.get(), in);
  const auto state = state_of(g.get());
  std::mt19937 random(4);
  std::vector<std::vector<uint8_t>> bad;
  for (const size_t keep : {size_t{0}, size_t{3}, size_t{12}, size_t{20}, state.size() / 2, state.size() - 1})
    bad.emplace_back(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(keep));
  bad.push_back(state);
  bad.back().push_back(0);
  for (int i = 0; i < 60; ++i) {
    bad.push_back(state);
    // The end too: there only the last processor sees it, when the others have taken theirs.
    bad.back()[i % 3 == 0 ? state.size() - 1 - random() % 100 : random() % state.size()] ^=
        static_cast<uint8_t>(1u << random() % 8);
  }
  for (const auto& bytes : bad) {
    run(g.get(), in);
    const uint8_t nothing = 0;
    ASSERT_EQ(NT_MALFORMED, nt_graph_load_state(g.get(), bytes.empty() ? &nothing : bytes.data(), bytes.size()));
    ASSERT_EQ(fresh, run(g.get(), in));
  }
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_load_state(g.get(), nullptr, 5));
}

TEST(GraphState, given_too_little_room_then_the_size_is_said_and_nothing_is_written_beyond_it) {
  const auto g = ready();
  run(g.get(), lively(2, 4 * block));
  const auto state = state_of(g.get());
  for (const size_t room : {size_t{0}, size_t{7}, state.size() / 3, state.size() - 1}) {
    std::vector<uint8_t> bytes(state.size() + 8, 0xA5);
    size_t size = room;
    EXPECT_EQ(NT_LIMIT, nt_graph_save_state(g.get(), bytes.data(), &size));
    EXPECT_EQ(state.size(), size);
    for (size_t i = room; i < bytes.size(); ++i) ASSERT_EQ(0xA5, bytes[i]) << i << " of " << room;
  }
}

}  // namespace
