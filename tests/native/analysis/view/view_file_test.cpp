// The file of a view: its layout, and that no frame is ever torn.

#include "analysis/view/view_file.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "abi/guard.hpp"
#include "analysis/view/view_run.hpp"
#include "output/device/device_run.hpp"
#include "output/device/process.hpp"

namespace {

using namespace nt::test;
using nt::analysis::ViewFile;
using nt::analysis::ViewSection;

/// Writes frames whose words count up from their number until told to stop.
class BusyWriter {
 public:
  BusyWriter(ViewSection& section, size_t words)
      : thread_([this, &section, words] {
          std::vector<uint64_t> frame(words);
          for (uint64_t n = 1; !is_over_.load(std::memory_order_relaxed); ++n) {
            for (size_t i = 1; i < words; ++i) frame[i] = (n << 20) + i;
            section.publish(frame.data(), words);
          }
        }) {}
  ~BusyWriter() {
    is_over_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

void read_in_another_process(uint32_t kind, size_t words, uint64_t reads, int readers) {
  Scratch folder;
  const std::string name = view_name("busy");
  ViewFile file(name, 100);
  ViewSection* sections[] = {nullptr, &file.place, &file.meters, &file.spectrum, &file.overview};
  BusyWriter writer(*sections[kind], words);
  std::vector<std::unique_ptr<Process>> processes;
  for (int k = 0; k < readers; ++k)
    processes.push_back(
        std::make_unique<Process>(std::vector<std::string>{NT_VIEW_READER, view_path(name), std::to_string(kind),
                                                           std::to_string(reads), std::to_string(words)},
                                  folder.file("out" + std::to_string(k)), folder.file("errors")));
  for (int k = 0; k < readers; ++k) {
    ASSERT_TRUE(wait_for([&] { return !processes[static_cast<size_t>(k)]->runs(); }, 600));
    const auto bytes = contents(folder.file("out" + std::to_string(k)));
    const std::string said(bytes.begin(), bytes.end());
    unsigned long long whole = 0, again = 0, torn = 1, frames = 0;
    ASSERT_EQ(4,
              std::sscanf(said.c_str(), "whole %llu again %llu torn %llu frames %llu", &whole, &again, &torn, &frames))
        << said;
    EXPECT_EQ(reads, whole);
    EXPECT_EQ(0u, torn);
    EXPECT_GT(frames, reads / 1000) << "the writer was not at work meanwhile";
    std::cout << said;
  }
}

TEST(ViewFrames, given_a_writer_as_fast_as_it_can_when_another_process_reads_then_no_frame_is_torn) {
  read_in_another_process(NT_VIEW_METERS, 40, 1'000'000, 1);
}

TEST(ViewFrames, given_long_frames_and_two_readers_when_they_read_then_no_frame_is_torn) {
  read_in_another_process(NT_VIEW_SPECTRUM, 4200, 20'000, 2);
}

TEST(FullViewFrames, given_ten_million_reads_in_another_process_then_no_frame_is_torn) {
  read_in_another_process(NT_VIEW_METERS, 40, 10'000'000, 1);
  read_in_another_process(NT_VIEW_PLACE, 12, 10'000'000, 1);
  read_in_another_process(NT_VIEW_OVERVIEW, 7, 10'000'000, 2);
}

TEST(FullViewFrames, given_a_million_reads_of_long_frames_in_another_process_then_no_frame_is_torn) {
  read_in_another_process(NT_VIEW_SPECTRUM, 4200, 1'000'000, 1);
}

TEST(ViewFrames, given_a_reader_in_another_thread_then_every_frame_is_whole_and_none_is_older_than_the_one_before) {
  const std::string name = view_name();
  ViewFile file(name, 100);
  const ViewReader reader(view_path(name));
  ASSERT_TRUE(reader.is_open());
  BusyWriter writer(file.place, sizeof(nt_view_place) / 8);
  uint64_t last = 0;
  for (int reads = 0; reads < 20'000; ++reads) {
    nt_view_place place;
    reader.newest(NT_VIEW_PLACE, place);
    uint64_t words[sizeof place / 8];
    std::memcpy(words, &place, sizeof place);
    ASSERT_GE(words[0], last);
    last = words[0];
    for (uint64_t i = 1; i < std::size(words); ++i) ASSERT_EQ((words[0] / 2 << 20) + i, words[i]);
  }
}

TEST(ViewFrames, given_a_section_of_slots_when_more_are_written_then_the_last_of_them_but_one_slot_can_be_read) {
  const std::string name = view_name();
  ViewFile file(name, 10);
  const ViewReader reader(view_path(name));
  for (uint64_t n = 1; n <= 25; ++n) {
    nt_view_column column{};
    column.entry = n;
    file.overview.publish(&column, sizeof column / 8);
  }
  EXPECT_EQ(25u, reader.latest(NT_VIEW_OVERVIEW));
  EXPECT_EQ(11u, reader.section(NT_VIEW_OVERVIEW).slots);
  nt_view_column column{};
  for (uint64_t n = 15; n <= 25; ++n) {
    ASSERT_TRUE(reader.copy(NT_VIEW_OVERVIEW, n, column)) << n;
    EXPECT_EQ(n, column.entry);
  }
  EXPECT_FALSE(reader.copy(NT_VIEW_OVERVIEW, 14, column)) << "it was written over";
  EXPECT_FALSE(reader.copy(NT_VIEW_OVERVIEW, 26, column)) << "it is not there yet";
}

TEST(ViewFile, given_a_player_then_its_file_is_its_users_alone_says_where_all_is_and_goes_with_it) {
  const std::string name = view_name();
  auto file = std::make_unique<ViewFile>(name, 100);
  EXPECT_EQ(std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
            std::filesystem::status(view_path(name)).permissions());
  const ViewReader reader(view_path(name));
  const auto& h = reader.header();
  EXPECT_EQ(NT_VIEW_MAGIC, h.magic);
  EXPECT_EQ(0, std::memcmp(&h.magic, "NT_VIEW1", 8));
  EXPECT_EQ(NT_VIEW_VERSION, h.version);
  EXPECT_EQ(reader.bytes(), h.file_bytes);
  EXPECT_EQ(::getpid(), h.process);
  EXPECT_EQ(NT_VIEW_LIVE, reader.state());
  uint64_t end = h.header_bytes + uint64_t{h.section_count} * h.section_bytes;
  for (const uint32_t kind : {NT_VIEW_PLACE, NT_VIEW_METERS, NT_VIEW_SPECTRUM, NT_VIEW_OVERVIEW}) {
    const auto& s = reader.section(kind);
    EXPECT_EQ(end, s.offset) << "sections lie one after the other";
    EXPECT_EQ(0u, s.offset % 64);
    end += s.slots * s.slot_bytes;
  }
  EXPECT_EQ(end, h.file_bytes);
  file.reset();
  EXPECT_FALSE(std::filesystem::exists(view_path(name)));
  EXPECT_EQ(NT_VIEW_ENDED, reader.state()) << "a mapping outlives the player";
}

TEST(ViewFile, given_a_name_in_use_or_left_by_a_dead_player_then_the_first_is_refused_and_the_other_taken) {
  const std::string name = view_name();
  {
    const ViewFile file(name, 10);
    try {
      const ViewFile other(name, 10);
      FAIL() << "two players in one file";
    } catch (const nt::Error& refused) {
      EXPECT_EQ(NT_IO, refused.status());
      EXPECT_NE(std::string::npos, std::string(refused.what()).find(name));
    }
  }
  std::ofstream(view_path(name)) << "left behind";
  {
    const ViewFile file(name, 10);
    EXPECT_TRUE(ViewReader(view_path(name)).header().magic == NT_VIEW_MAGIC);
  }
  EXPECT_FALSE(std::filesystem::exists(view_path(name)));
}

}  // namespace
