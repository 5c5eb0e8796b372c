#include "ntdsp/shm_ring.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "output/device/device_run.hpp"
#include "output/device/process.hpp"
#include "system/forms.hpp"

namespace {

using namespace nt::test;

/// A reader as the header describes one, with a mapping of its own.
class Reader {
 public:
  explicit Reader(const std::string& name) {
    const int file = ::shm_open(("/ntworkstation-" + name).c_str(), O_RDONLY, 0);
    EXPECT_GE(file, 0);
    bytes_ = static_cast<size_t>(::lseek(file, 0, SEEK_END));
    memory_ = static_cast<uint8_t*>(::mmap(nullptr, bytes_, PROT_READ, MAP_SHARED, file, 0));
    ::close(file);
    EXPECT_NE(MAP_FAILED, memory_);
  }
  ~Reader() { ::munmap(memory_, bytes_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const nt_shm_ring& header() const { return *reinterpret_cast<const nt_shm_ring*>(memory_); }
  [[nodiscard]] uint64_t load(const uint64_t& field) const { return __atomic_load_n(&field, __ATOMIC_ACQUIRE); }
  /// Appends what is new; returns how many frames were lost.
  uint64_t read(Bytes& to) {
    const auto& h = header();
    uint64_t lost = 0;
    const uint64_t written = load(h.written);
    const auto oldest = [&](uint64_t position) {
      return position > h.capacity_frames ? position - h.capacity_frames : 0;
    };
    if (at_ < oldest(written)) lost += oldest(written) - at_, at_ = oldest(written);
    Bytes copied;
    for (uint64_t n = at_; n < written; ++n) {
      const auto* frame = memory_ + h.header_bytes + n % h.capacity_frames * h.frame_bytes;
      copied.insert(copied.end(), frame, frame + h.frame_bytes);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    const uint64_t torn = std::min(std::max(oldest(load(h.begun)), at_), written) - at_;
    to.insert(to.end(), copied.begin() + static_cast<long>(torn * h.frame_bytes), copied.end());
    at_ = written;
    return lost + torn;
  }

 private:
  uint8_t* memory_ = nullptr;
  size_t bytes_ = 0;
  uint64_t at_ = 0;
};

std::string unique() { return "test-" + std::to_string(::getpid()); }

class Shm : public testing::TestWithParam<nt_device_samples> {};

TEST_P(Shm, given_a_reader_when_a_stream_plays_then_it_copies_every_frame_and_sees_the_end) {
  const bool bits = is_dsd(GetParam());
  auto d = open_device("shm:" + unique(), request(GetParam(), bits ? 64 * 44100.0 : 48000));
  ASSERT_TRUE(d);
  Reader reader(unique());
  EXPECT_EQ(NT_SHM_RING_MAGIC, reader.header().magic);
  EXPECT_EQ(2u, reader.header().channels);
  EXPECT_EQ(2 * bytes_of(GetParam()), reader.header().frame_bytes);
  EXPECT_EQ(GetParam(), reader.header().samples);
  nt_ring_options options;
  nt_ring_state state;
  nt_ring_describe(nt_device_ring(d.get()), &options, &state);
  const auto s = noise(GetParam(), 2, options.capacity_frames);
  write_ring(nt_device_ring(d.get()), s, 0, s.frames());
  nt_ring_close(nt_device_ring(d.get()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  Bytes got;
  uint64_t lost = 0;
  ASSERT_TRUE(wait_for([&] {
    lost += reader.read(got);
    return __atomic_load_n(&reader.header().state, __ATOMIC_ACQUIRE) == NT_DEVICE_DRAINED;
  }));
  lost += reader.read(got);
  EXPECT_EQ(0u, lost);
  auto expected = plain(GetParam(), s);
  const size_t frames = expected.size() / (2 * bytes_of(GetParam()));
  const auto still = plain_silence(GetParam(), 2, clock_of(d.get()).silence / word_of(GetParam()), frames);
  expected.insert(expected.end(), still.begin(), still.end());
  EXPECT_TRUE(same_bytes(expected, got));
  d.reset();
  EXPECT_EQ(NT_DEVICE_DRAINED, reader.header().state) << "a mapping outlives the device";
  EXPECT_FALSE(std::filesystem::exists("/dev/shm/ntworkstation-" + unique()));
}

INSTANTIATE_TEST_SUITE_P(Device, Shm,
                         testing::Values(NT_DEVICE_S16, NT_DEVICE_F64, NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S24_3),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

TEST(DeviceShm, given_a_reader_that_is_too_slow_when_the_ring_laps_it_then_it_knows_how_many_frames_it_lost) {
  // Fast enough to go round within a moment.
  auto r = request(NT_DEVICE_S16, 768000, 1);
  r.latency_s = 0.01;
  r.buffer_frames = 1 << 21;
  auto d = open_device("shm:" + unique(), r);
  ASSERT_TRUE(d);
  Reader reader(unique());
  const uint64_t capacity = reader.header().capacity_frames;
  const auto s = noise(NT_DEVICE_S16, 1, capacity + capacity / 4);
  ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
  nt_ring_close(nt_device_ring(d.get()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; }));
  Bytes got;
  const uint64_t lost = reader.read(got);
  const uint64_t written = reader.header().written;
  EXPECT_EQ(written - capacity, lost);
  auto expected = plain(NT_DEVICE_S16, s);
  expected.resize(written * 2);  // and the silence of the last block
  expected.erase(expected.begin(), expected.begin() + static_cast<long>(lost * 2));
  EXPECT_TRUE(same_bytes(expected, got));
}

TEST(DeviceShm, given_a_name_in_use_or_left_by_a_dead_writer_when_opened_then_the_first_is_refused_the_other_taken) {
  const std::string path = "/dev/shm/ntworkstation-" + unique();
  nt_status status = NT_OK;
  {
    const auto d = open_device("shm:" + unique(), request(NT_DEVICE_S16));
    ASSERT_TRUE(d);
    EXPECT_EQ(std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
              std::filesystem::status(path).permissions());
    open_device("shm:" + unique(), request(NT_DEVICE_S16), &status);
    EXPECT_EQ(NT_IO, status) << last_error();
  }
  std::ofstream(path) << "left behind";
  EXPECT_TRUE(open_device("shm:" + unique(), request(NT_DEVICE_S16)));
  EXPECT_FALSE(std::filesystem::exists(path));
  for (const char* name : {"", "a/b", "..//x", "ü"}) {
    open_device(std::string("shm:") + name, request(NT_DEVICE_S16), &status);
    EXPECT_EQ(NT_NOT_FOUND, status) << name;
  }
}

TEST(DeviceShm, given_another_process_when_it_copies_the_file_then_it_has_header_and_frames) {
  Scratch folder;
  const auto d = open_device("shm:" + unique(), request(NT_DEVICE_S32));
  ASSERT_TRUE(d);
  const auto s = noise(NT_DEVICE_S32, 2, 1000);
  write_ring(nt_device_ring(d.get()), s, 0, 1000);
  nt_ring_close(nt_device_ring(d.get()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; }));
  Process copy({"cp", "/dev/shm/ntworkstation-" + unique(), folder.file("copy")}, folder.file("o"), folder.file("e"));
  ASSERT_TRUE(wait_for([&] { return !copy.runs(); }));
  const auto bytes = contents(folder.file("copy"));
  nt_shm_ring header;
  ASSERT_GT(bytes.size(), sizeof header);
  std::memcpy(&header, bytes.data(), sizeof header);
  EXPECT_EQ(48000, header.frame_rate);
  ASSERT_GE(header.written, 1000u);
  const auto expected = plain(NT_DEVICE_S32, s);
  const auto frames = bytes.begin() + header.header_bytes;
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), frames));
}

}  // namespace
