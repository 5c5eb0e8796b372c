#include "graph/convolution/partitioned/stream.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "abi/guard.hpp"

namespace nt::graph::partitioned {
namespace {

constexpr size_t most_channels = NT_MAX_CHANNELS;

/// Pointers to planes of a block each.
template <class T>
std::array<T*, most_channels> planes_of(AlignedVector<T>& memory, uint32_t channels, size_t block) noexcept {
  std::array<T*, most_channels> planes{};
  for (uint32_t c = 0; c < channels; ++c) planes[c] = memory.data() + c * block;
  return planes;
}

template <class S, class T>
void convert(const S* in, T* out, size_t frames) noexcept {
  for (size_t i = 0; i < frames; ++i) out[i] = static_cast<T>(in[i]);
}

/// Frames of history that a convolution with so many taps needs, however it is replayed.
size_t memory_of(const StreamSetup& setup, size_t taps) {
  const Layout layout = plan(taps, setup.block, setup.calls == Calls::direct);
  return layout.memory(taps) + layout.period();
}

/// A live stream runs on while a swap is prepared.
size_t margin_of(const StreamSetup& setup) {
  return setup.live ? static_cast<size_t>(setup.sample_rate * 2) + 16 * setup.block : 0;
}

}  // namespace

template <class T>
Stream<T>::Stream(Matrix matrix, const StreamSetup& setup)
    : matrix_(std::move(matrix)),
      setup_(setup),
      history_(matrix_.inputs,
               std::max(memory_of(setup, matrix_.taps()), memory_of(setup, std::max(setup.longest, matrix_.taps()))) +
                   margin_of(setup),
               setup.block),
      in_(matrix_.inputs * setup.block),
      out_(matrix_.outputs * setup.block),
      first_taps_(matrix_.taps()),
      taps_(matrix_.taps()) {
  const Layout layout = plan(matrix_.taps(), setup.block, setup.calls == Calls::direct);
  engine_ = std::make_unique<Engine<T>>(matrix_, layout, setup.sample_rate, setup.background);
  engine_->set_waits(!setup.live);
  // The engines keep what they need of them.
  for (auto& taps : matrix_.impulses) taps.clear();
  if (!setup.live) return;
  old_.resize(matrix_.outputs * setup.block);
  new_.resize(matrix_.outputs * setup.block);
  heard_.resize(matrix_.inputs * setup.block);
}

template <class T>
Stream<T>::~Stream() {
  delete arriving_.load();
  delete departed_.load();
}

template <class T>
template <class S>
void Stream<T>::process(const S* const* in, S* const* out, size_t frames) noexcept {
  const size_t block = setup_.block;
  const auto in_planes = planes_of(in_, matrix_.inputs, block), out_planes = planes_of(out_, matrix_.outputs, block);
  for (size_t done = 0; done < frames;) {
    if (setup_.calls == Calls::queued) {
      const size_t n = std::min(frames - done, block - filled_);
      for (uint32_t c = 0; c < matrix_.inputs; ++c) convert(in[c] + done, in_planes[c] + filled_, n);
      for (uint32_t c = 0; c < matrix_.outputs; ++c) convert(out_planes[c] + filled_, out[c] + done, n);
      done += n;
      filled_ += n;
      if (filled_ < block) continue;
      filled_ = 0;
      step(in_planes.data(), out_planes.data(), block);
      continue;
    }
    const size_t n = std::min(frames - done, engine_->room());
    if constexpr (std::is_same_v<S, T>) {
      std::array<const T*, most_channels> from;
      std::array<T*, most_channels> to;
      for (uint32_t c = 0; c < matrix_.inputs; ++c) from[c] = in[c] + done;
      for (uint32_t c = 0; c < matrix_.outputs; ++c) to[c] = out[c] + done;
      step(from.data(), to.data(), n);
    } else {
      for (uint32_t c = 0; c < matrix_.inputs; ++c) convert(in[c] + done, in_planes[c], n);
      step(in_planes.data(), out_planes.data(), n);
      for (uint32_t c = 0; c < matrix_.outputs; ++c) convert(out_planes[c], out[c] + done, n);
    }
    done += n;
  }
}

template <class T>
void Stream<T>::step(const T* const* in, T* const* out, size_t frames) noexcept {
  if (!setup_.live) {
    history_.append(in, frames);
    engine_->process(in, out, frames);
    return;
  }
  if (arrival_ == nullptr && engine_->at_block()) welcome();
  if (arrival_ != nullptr) catch_up(2 * frames);
  const bool fading = arrival_ != nullptr && arrival_->position == history_.written();
  history_.append(in, frames);
  if (fading)
    fade(in, out, frames);
  else
    engine_->process(in, out, frames);
  late_frames_.store(late_before_ + engine_->late_frames(), std::memory_order_relaxed);
}

/// Takes over an engine that was swapped in.
template <class T>
void Stream<T>::welcome() noexcept {
  arrival_.reset(arriving_.exchange(nullptr, std::memory_order_acquire));
  if (arrival_ == nullptr) return;
  faded_ = 0;
  const uint64_t base = base_.load(std::memory_order_relaxed);
  if (arrival_->base == base) return;
  // The stream was reset meanwhile: what the engine heard is another stream's.
  arrival_->engine->reset();
  arrival_->base = arrival_->position = base;
}

template <class T>
void Stream<T>::catch_up(size_t frames) noexcept {
  const uint64_t now = history_.written(), behind = now - arrival_->position;
  if (behind == 0) return;
  if (!hear(*arrival_, arrival_->position + std::min<uint64_t>(behind, frames), heard_, new_)) depart(true);
}

template <class T>
void Stream<T>::fade(const T* const* in, T* const* out, size_t frames) noexcept {
  const auto was = planes_of(old_, matrix_.outputs, setup_.block), is = planes_of(new_, matrix_.outputs, setup_.block);
  engine_->process(in, was.data(), frames);
  arrival_->engine->process(in, is.data(), frames);
  arrival_->position += frames;
  const T step = T{1} / static_cast<T>(setup_.fade_frames);
  for (uint32_t c = 0; c < matrix_.outputs; ++c) {
    for (size_t i = 0; i < frames; ++i) {
      // Smooth at both ends.
      const T t = std::min(T{1}, (static_cast<T>(faded_ + i) + T{0.5}) * step);
      out[c][i] = was[c][i] + t * t * (3 - 2 * t) * (is[c][i] - was[c][i]);
    }
  }
  faded_ += frames;
  if (faded_ < setup_.fade_frames) return;
  settle();
}

/// The arrival takes the engine's place.
template <class T>
void Stream<T>::settle() noexcept {
  late_before_ += engine_->late_frames();
  std::swap(engine_, arrival_->engine);
  taps_.store(engine_->taps(), std::memory_order_relaxed);
  depart(false);
}

/// Hands the engine that is not needed to the owner, who ends it.
template <class T>
void Stream<T>::depart(bool failed) noexcept {
  if (failed) swaps_failed_.fetch_add(1, std::memory_order_relaxed);
  departed_.store(arrival_.release(), std::memory_order_release);
  swaps_.fetch_add(1, std::memory_order_relaxed);
  swapping_.store(false, std::memory_order_release);
}

template <class T>
void Stream<T>::reset() noexcept {
  if (arrival_ != nullptr) settle();
  engine_->reset();
  late_before_ = 0;
  late_frames_.store(0, std::memory_order_relaxed);
  std::fill(in_.begin(), in_.end(), T{0});
  std::fill(out_.begin(), out_.end(), T{0});
  filled_ = 0;
  base_.store(history_.written(), std::memory_order_release);
}

/// A frame on every grid of the layout, early enough for what follows `now` to be exact.
template <class T>
uint64_t Stream<T>::replay_start(const Layout& layout, size_t taps, uint64_t base, uint64_t now) const noexcept {
  const uint64_t grid = (now - base) / layout.period() * layout.period();
  return base + (grid > layout.memory(taps) ? grid - layout.memory(taps) : 0);
}

template <class T>
bool Stream<T>::hear(Arrival& arrival, uint64_t end, AlignedVector<T>& heard,
                     AlignedVector<T>& ignored) const noexcept {
  const auto planes = planes_of(heard, matrix_.inputs, setup_.block);
  const auto unused = planes_of(ignored, matrix_.outputs, setup_.block);
  while (arrival.position < end) {
    const size_t n = std::min<uint64_t>(end - arrival.position, arrival.engine->room());
    if (setup_.calls != Calls::direct && n < setup_.block) break;
    for (uint32_t c = 0; c < matrix_.inputs; ++c)
      if (!history_.read(c, arrival.position, n, planes[c])) return false;
    arrival.engine->process(planes.data(), unused.data(), n);
    arrival.position += n;
  }
  return true;
}

/// An engine that has heard the stream almost to its present. Throws where the stream runs on faster than that.
template <class T>
auto Stream<T>::prepare(Matrix matrix) -> std::unique_ptr<Arrival> {
  const size_t longest = std::max(setup_.longest, first_taps_);
  if (matrix.taps() > longest)
    throw Error(NT_INVALID_ARGUMENT,
                "the impulses have " + std::to_string(matrix.taps()) +
                    " taps, more than the longest announced to create: " + std::to_string(longest));
  // A shorter response may be laid out in longer parts and need more history than is kept.
  if (memory_of(setup_, matrix.taps()) > memory_of(setup_, longest))
    for (auto& taps : matrix.impulses) taps.resize(longest);
  const Layout layout = plan(matrix.taps(), setup_.block, setup_.calls == Calls::direct);
  AlignedVector<T> heard(matrix_.inputs * setup_.block), ignored(matrix_.outputs * setup_.block);
  auto engine = std::make_unique<Engine<T>>(matrix, layout, setup_.sample_rate, setup_.background);
  engine->set_waits(true);
  auto arrival = std::make_unique<Arrival>(Arrival{std::move(engine), 0, 0});
  constexpr int most_tries = 3;
  for (int i = 0; i < most_tries; ++i) {
    arrival->engine->reset();
    arrival->base = base_.load(std::memory_order_acquire);
    // A reset between the two readings is noticed when the engine arrives.
    arrival->position = replay_start(layout, matrix.taps(), arrival->base, std::max(arrival->base, history_.written()));
    for (uint64_t now = history_.written(); hear(*arrival, now, heard, ignored); now = history_.written()) {
      // What is deferred has the time of a part from here on, not of a replay.
      arrival->engine->finish_deferred();
      if (history_.written() - arrival->position > 4 * setup_.block) continue;
      arrival->engine->set_waits(false);
      return arrival;
    }
  }
  throw Error(NT_LIMIT, "the stream ran on faster than the new impulses could be prepared; try again");
}

template <class T>
bool Stream<T>::swap(std::vector<std::vector<double>> impulses) {
  if (swapping_.load(std::memory_order_acquire)) return false;
  delete departed_.exchange(nullptr, std::memory_order_acquire);
  Matrix matrix{matrix_.inputs, matrix_.outputs, matrix_.routes, std::move(impulses)};
  auto arrival = prepare(std::move(matrix));
  swapping_.store(true, std::memory_order_relaxed);
  arriving_.store(arrival.release(), std::memory_order_release);
  return true;
}

template <class T>
StreamReport Stream<T>::report() const noexcept {
  const auto relaxed = std::memory_order_relaxed;
  return {latency(),
          taps_.load(relaxed),
          late_frames_.load(relaxed),
          swaps_.load(relaxed),
          swaps_failed_.load(relaxed),
          swapping_.load(std::memory_order_acquire)};
}

template <class T>
void Stream<T>::save(StateWriter& writer) const {
  const uint64_t base = base_.load(), now = history_.written();
  const uint64_t first = replay_start(engine_->layout(), engine_->taps(), base, now);
  writer.put(now - base);
  writer.put(static_cast<uint64_t>(filled_));
  writer.put(std::span<const T>(in_));
  AlignedVector<T> piece(setup_.block);
  for (uint64_t at = first; at < now;) {
    const size_t n = std::min<uint64_t>(now - at, setup_.block);
    for (uint32_t c = 0; c < matrix_.inputs; ++c) {
      history_.read(c, at, n, piece.data());
      writer.put(std::span<const T>(piece.data(), n));
    }
    at += n;
  }
}

template <class T>
void Stream<T>::load(StateReader& reader) {
  reset();
  uint64_t position = 0, filled = 0;
  reader.get(position);
  reader.get_below(filled, static_cast<uint64_t>(setup_.block));
  AlignedVector<T> in(in_.size());
  reader.get(std::span<T>(in));
  if (setup_.calls != Calls::direct && position % setup_.block != 0) reader.expect(~position);
  if (!reader.ok()) return;
  // The history begins anew here, with the frame the replay begins with.
  uint64_t at = replay_start(engine_->layout(), engine_->taps(), 0, position);
  base_.store(history_.written() - at);
  const auto planes = planes_of(in_, matrix_.inputs, setup_.block);
  const auto out = planes_of(out_, matrix_.outputs, setup_.block);
  while (at < position && reader.ok()) {
    const size_t n = std::min<uint64_t>(position - at, setup_.block);
    for (uint32_t c = 0; c < matrix_.inputs; ++c) reader.get(std::span<T>(planes[c], n));
    step(planes.data(), out.data(), n);
    at += n;
  }
  std::copy(in.begin(), in.end(), in_.begin());
  filled_ = filled;
  if (!reader.ok()) reset();
}

template class Stream<float>;
template class Stream<double>;
template void Stream<float>::process(const float* const*, float* const*, size_t) noexcept;
template void Stream<float>::process(const double* const*, double* const*, size_t) noexcept;
template void Stream<double>::process(const float* const*, float* const*, size_t) noexcept;
template void Stream<double>::process(const double* const*, double* const*, size_t) noexcept;

}  // namespace nt::graph::partitioned
