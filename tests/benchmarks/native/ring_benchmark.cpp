// The ring between two threads: bytes a second in blocks of 64 stereo f64 frames, beside a queue of blocks under a
// mutex (what one writes without a ring), in turns; and how long a block is under way when the ring is nearly empty.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "ntdsp/ring.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr uint32_t frames = 64, channels = 2;
constexpr int blocks = 200'000;
constexpr double gigabytes = double{blocks} * frames * channels * sizeof(double) * 1e-9;

struct Block {
  std::vector<double> planes[channels] = {std::vector<double>(frames, 0.5), std::vector<double>(frames, -0.5)};
  const void* in[channels] = {planes[0].data(), planes[1].data()};
  void* out[channels] = {planes[0].data(), planes[1].data()};
};

double seconds_of(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

nt_ring* make(uint64_t capacity) {
  const nt_ring_options options{capacity, channels, sizeof(double), NT_RING_REAL_TIME_WRITER | NT_RING_REAL_TIME_READER,
                                0};
  nt_ring* ring = nullptr;
  if (nt_ring_create(&options, &ring) != NT_OK) std::abort();
  return ring;
}

/// Neither end waits for the other but by looking again.
double through_ring() {
  nt_ring* ring = make(8192);
  const auto start = Clock::now();
  std::thread writer([&] {
    Block b;
    for (int i = 0; i < blocks;) {
      uint32_t n = 0;
      if (nt_ring_remaining(ring) < frames) {
        std::this_thread::yield();
        continue;
      }
      nt_ring_write(ring, b.in, frames, &n);
      ++i;
    }
  });
  Block b;
  for (int i = 0; i < blocks;) {
    uint32_t n = 0;
    if (nt_ring_available(ring) < frames) {
      std::this_thread::yield();
      continue;
    }
    nt_ring_read(ring, b.out, frames, &n);
    ++i;
  }
  writer.join();
  const double time = seconds_of(start);
  nt_ring_destroy(ring);
  return gigabytes / time;
}

double through_mutex() {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Block> queue;
  const auto start = Clock::now();
  std::thread writer([&] {
    Block b;
    for (int i = 0; i < blocks; ++i) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return queue.size() < 8192 / frames; });
      queue.push_back(b);
      changed.notify_one();
    }
  });
  Block b;
  for (int i = 0; i < blocks; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !queue.empty(); });
    b = queue.front();
    queue.pop_front();
    changed.notify_one();
  }
  writer.join();
  return gigabytes / seconds_of(start);
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

void ring_throughput(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<double> ours, peer, ratio;
    for (int round = 0; round < 7; ++round) {
      ours.push_back(through_ring());
      peer.push_back(through_mutex());
      ratio.push_back(ours.back() / peer.back());
    }
    state.counters["ring_GBps"] = median(ours);
    state.counters["mutex_queue_GBps"] = median(peer);
    state.counters["ring_ratio"] = median(ratio);
  }
}
BENCHMARK(ring_throughput)->Iterations(1)->Unit(benchmark::kMillisecond);

/// A block carries the time at which it was written.
void ring_latency(benchmark::State& state) {
  for (auto _ : state) {
    nt_ring* ring = make(8192);
    std::vector<double> nanoseconds;
    nanoseconds.reserve(20'000);
    std::thread writer([&] {
      Block b;
      for (int i = 0; i < 20'000; ++i) {
        while (nt_ring_is_empty(ring) == 0) std::this_thread::yield();
        b.planes[0][0] = std::chrono::duration<double, std::nano>(Clock::now().time_since_epoch()).count();
        uint32_t n = 0;
        nt_ring_write(ring, b.in, frames, &n);
      }
    });
    Block b;
    while (nanoseconds.size() < 20'000) {
      uint32_t n = 0;
      if (nt_ring_available(ring) < frames) {
        std::this_thread::yield();
        continue;
      }
      nt_ring_read(ring, b.out, frames, &n);
      nanoseconds.push_back(std::chrono::duration<double, std::nano>(Clock::now().time_since_epoch()).count() -
                            b.planes[0][0]);
    }
    writer.join();
    nt_ring_destroy(ring);
    std::sort(nanoseconds.begin(), nanoseconds.end());
    for (const auto& [name, share] :
         {std::pair{"p50_ns", 0.5}, {"p90_ns", 0.9}, {"p99_ns", 0.99}, {"p99.9_ns", 0.999}, {"worst_ns", 1.0}})
      state.counters[name] = nanoseconds[std::min(
          nanoseconds.size() - 1, static_cast<size_t>(share * static_cast<double>(nanoseconds.size())))];
  }
}
BENCHMARK(ring_latency)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
