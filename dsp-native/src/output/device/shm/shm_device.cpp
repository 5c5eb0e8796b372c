#include "output/device/shm/shm_device.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "ntdsp/shm_ring.h"
#include "output/device/paced/paced_device.hpp"
#include "rt/clock.hpp"
#include "rt/shared_file.hpp"

namespace nt::device {
namespace {

static_assert(sizeof(nt_shm_ring) == 128 && offsetof(nt_shm_ring, begun) == 64);

constexpr double least_s = 1;  // that it holds, whatever the latency
constexpr uint32_t all_forms = pcm_forms | dsd_forms | dop_forms;
constexpr std::array order{NT_DEVICE_F64,        NT_DEVICE_F32,        NT_DEVICE_S32,        NT_DEVICE_S24,
                           NT_DEVICE_S24_3,      NT_DEVICE_S16,        NT_DEVICE_DSD_U8,     NT_DEVICE_DSD_U16_BE,
                           NT_DEVICE_DSD_U32_BE, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U32_LE, NT_DEVICE_DOP_S24_3,
                           NT_DEVICE_DOP_S24,    NT_DEVICE_DOP_S32};

/// Readers go by the clock of the stream: it is always paced.
nt_device_request paced(nt_device_request request) {
  request.flags &= ~NT_DEVICE_UNPACED;
  return request;
}

uint64_t capacity(const nt_device_request& request, nt_device_samples samples) {
  const double seconds = std::max(least_s, 2 * request.latency_s);
  return std::bit_ceil(static_cast<uint64_t>(seconds * device_rate(samples, request.sample_rate)));
}

class ShmDevice final : public PacedDevice {
 public:
  ShmDevice(const std::string& name, const nt_device_request& request)
      : PacedDevice(paced(request), choose(request, all_forms, order, "shared memory")),
        capacity_(capacity(request, feed_->samples())),
        frame_bytes_(feed_->frame_bytes()),
        file_(name, sizeof(nt_shm_ring) + capacity_ * frame_bytes_),
        header_(static_cast<nt_shm_ring*>(file_.data())),
        frames_(static_cast<uint8_t*>(file_.data()) + sizeof(nt_shm_ring)) {
    header_->version = NT_SHM_RING_VERSION;
    header_->header_bytes = sizeof(nt_shm_ring);
    header_->capacity_frames = capacity_;
    header_->frame_rate = device_rate(feed_->samples(), request.sample_rate);
    header_->channels = request.channels;
    header_->frame_bytes = static_cast<uint32_t>(frame_bytes_);
    header_->samples = feed_->samples();
    std::atomic_ref(header_->magic).store(NT_SHM_RING_MAGIC, std::memory_order_release);
  }
  ~ShmDevice() override {
    stop();
    say(NT_DEVICE_DRAINED);
  }
  void start() override {
    say(NT_DEVICE_RUNNING);
    PacedDevice::start();
  }

 private:
  void say(nt_device_state state) { std::atomic_ref(header_->state).store(state, std::memory_order_release); }

  void consume(const uint8_t* bytes, uint32_t frames) override {
    const std::atomic_ref begun(header_->begun), written(header_->written);
    const uint64_t at = written.load(std::memory_order_relaxed);
    begun.store(at + frames, std::memory_order_relaxed);
    // No byte below may be seen before begun is.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    for (uint32_t done = 0; done < frames;) {
      const uint64_t place = (at + done) & (capacity_ - 1);
      const auto n = static_cast<uint32_t>(std::min<uint64_t>(frames - done, capacity_ - place));
      std::memcpy(frames_ + place * frame_bytes_, bytes + done * frame_bytes_, n * frame_bytes_);
      done += n;
    }
    written.store(at + frames, std::memory_order_release);
    std::atomic_ref(header_->at_ns).store(now_ns(CLOCK_MONOTONIC), std::memory_order_relaxed);
  }
  void complete() override { say(NT_DEVICE_DRAINED); }

  uint64_t capacity_;
  size_t frame_bytes_;
  SharedFile file_;
  nt_shm_ring* header_;
  uint8_t* frames_;
};

}  // namespace

const Backend shm_backend{"shm", [](std::vector<nt_device_description>&) {},
                          [](const std::string& name) {
                            check_shared_name(name);
                            return boundless(all_forms);
                          },
                          [](const std::string& name, const nt_device_request& request) -> std::unique_ptr<Device> {
                            check_shared_name(name);
                            return std::make_unique<ShmDevice>(name, request);
                          }};

}  // namespace nt::device
