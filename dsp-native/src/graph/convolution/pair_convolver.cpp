#include "graph/convolution/pair_convolver.hpp"

#include <algorithm>
#include <bit>

namespace nt::graph {
namespace {

constexpr size_t short_taps = 8192;   // up to here one transform
constexpr size_t head_block = 8192;   // first partitions of a long impulse
constexpr size_t tail_block = 65536;  // those of what lies beyond the first tail_block taps

size_t transform_for(size_t taps) { return std::max<size_t>(1024, std::bit_ceil(4 * taps)); }

}  // namespace

PairSegment::PairSegment(const PairImpulse& impulse, size_t first, size_t count, size_t n, size_t block,
                         size_t part_taps)
    : n_(n),
      block_(block),
      parted_(!impulse.b.empty()),
      single_(part_taps >= count),
      fft_(n),
      in_re_(n),
      in_im_(n),
      z_re_(n),
      z_im_(n),
      out_re_(n),
      out_im_(n),
      partitions_((count + part_taps - 1) / part_taps) {
  impulses_.resize(partitions_ * 2 * n);
  inputs_.resize(single_ ? 0 : partitions_ * 2 * n);
  // The transform multiplies by n, parting the input and the impulse by 2 each.
  const double scale = impulse.scale / static_cast<double>(n) / (parted_ ? 4 : 1);
  AlignedVector<double> re(n), im(n);
  for (size_t p = 0; p < partitions_; ++p) {
    const size_t begin = first + p * part_taps, taps = std::min(part_taps, first + count - begin);
    std::fill(re.begin(), re.end(), 0.0);
    std::fill(im.begin(), im.end(), 0.0);
    for (size_t i = 0; i < taps; ++i) re[i] = impulse.a[begin + i] * scale;
    for (size_t i = 0; parted_ && i < taps; ++i) im[i] = impulse.b[begin + i] * scale;
    const auto is_zero = [](double v) { return v == 0; };
    silent_.push_back(std::all_of(re.begin(), re.end(), is_zero) && std::all_of(im.begin(), im.end(), is_zero));
    const Spectrum h = row(impulses_, p);
    if (parted_) {
      fft_.forward(re.data(), im.data(), z_re_.data(), z_im_.data());
      part({z_re_.data(), z_im_.data()}, h, n);
    } else {
      fft_.forward(re.data(), im.data(), h.re, h.im);
    }
  }
}

Spectrum PairSegment::row(AlignedVector<double>& rows, size_t index) const {
  double* start = rows.data() + index * 2 * n_;
  return {start, start + n_};
}

bool PairSegment::push(const double* a, const double* b, size_t frames) noexcept {
  const size_t at = n_ - block_ + fill_;
  std::copy_n(a, frames, in_re_.data() + at);
  std::copy_n(b, frames, in_im_.data() + at);
  fill_ += frames;
  return fill_ == block_;
}

void PairSegment::convolve() noexcept {
  const Spectrum z{z_re_.data(), z_im_.data()};
  const Spectrum out{out_re_.data(), out_im_.data()};
  fft_.forward(in_re_.data(), in_im_.data(), z.re, z.im);
  // The frames that the next block's transform begins with.
  std::copy(in_re_.begin() + static_cast<ptrdiff_t>(block_), in_re_.end(), in_re_.begin());
  std::copy(in_im_.begin() + static_cast<ptrdiff_t>(block_), in_im_.end(), in_im_.begin());
  fill_ = 0;
  if (single_) {
    const Spectrum h = row(impulses_, 0);
    if (parted_)
      multiply_pair({z.re, z.im}, {h.re, h.im}, out, n_);
    else
      multiply({z.re, z.im}, {h.re, h.im}, out, n_, false);
    fft_.inverse(out.re, out.im, z.re, z.im);
    std::swap(z_re_, out_re_);
    std::swap(z_im_, out_im_);
    return;
  }
  newest_ = newest_ + 1 == partitions_ ? 0 : newest_ + 1;
  const Spectrum newest = row(inputs_, newest_);
  if (parted_) {
    part({z.re, z.im}, newest, n_);
  } else {
    std::copy_n(z.re, n_, newest.re);
    std::copy_n(z.im, n_, newest.im);
  }
  std::fill_n(out.re, n_, 0.0);
  std::fill_n(out.im, n_, 0.0);
  for (size_t p = 0; p < partitions_; ++p) {
    if (silent_[p] != 0) continue;
    const Spectrum x = row(inputs_, (newest_ + partitions_ - p) % partitions_), h = row(impulses_, p);
    multiply_add({x.re, x.im}, {h.re, h.im}, out, n_, parted_);
  }
  if (parted_) {
    unite({out.re, out.im}, z, n_);
    fft_.inverse(z.re, z.im, out.re, out.im);
  } else {
    fft_.inverse(out.re, out.im, z.re, z.im);
    std::swap(z_re_, out_re_);
    std::swap(z_im_, out_im_);
  }
}

void PairSegment::reset() noexcept {
  for (auto* plane : {&in_re_, &in_im_, &out_re_, &out_im_, &inputs_}) std::fill(plane->begin(), plane->end(), 0.0);
  newest_ = fill_ = 0;
}

void PairSegment::save(StateWriter& writer) const {
  writer.put(static_cast<uint64_t>(newest_));
  for (const auto* plane : {&in_re_, &in_im_, &inputs_}) writer.put(std::span<const double>(*plane));
}

void PairSegment::load(StateReader& reader, size_t fill) {
  uint64_t newest = 0;
  reader.get_below(newest, static_cast<uint64_t>(partitions_));
  newest_ = newest;
  fill_ = fill;
  for (auto* plane : {&in_re_, &in_im_, &inputs_}) reader.get(std::span<double>(*plane));
}

size_t PairConvolver::block_for(size_t taps) {
  return taps <= short_taps ? (transform_for(taps) - taps + 1) / 8 * 8 : head_block;
}

PairConvolver::PairConvolver(const PairImpulse& impulse) : block_(block_for(impulse.a.size())) {
  const size_t taps = impulse.a.size();
  if (taps <= short_taps) {
    segments_.emplace_back(impulse, 0, taps, transform_for(taps), block_, taps);
    return;
  }
  segments_.emplace_back(impulse, 0, std::min(taps, tail_block), 2 * head_block, head_block, head_block);
  if (taps <= tail_block) return;
  // Its result starts tail_block frames after its input, that is when the input is complete.
  segments_.emplace_back(impulse, tail_block, taps - tail_block, 2 * tail_block, tail_block, tail_block);
  later_a_.resize(tail_block);
  later_b_.resize(tail_block);
}

void PairConvolver::process(const double* a, const double* b, double* out_a, double* out_b) noexcept {
  PairSegment& head = segments_.front();
  head.push(a, b, block_);
  head.convolve();
  if (segments_.size() == 1) {
    std::copy_n(head.a(), block_, out_a);
    std::copy_n(head.b(), block_, out_b);
    return;
  }
  PairSegment& tail = segments_.back();
  const bool complete = tail.push(a, b, block_);
  for (size_t i = 0; i < block_; ++i) out_a[i] = head.a()[i] + later_a_[position_ + i];
  for (size_t i = 0; i < block_; ++i) out_b[i] = head.b()[i] + later_b_[position_ + i];
  position_ += block_;
  if (!complete) return;
  tail.convolve();
  std::copy_n(tail.a(), tail_block, later_a_.data());
  std::copy_n(tail.b(), tail_block, later_b_.data());
  position_ = 0;
}

void PairConvolver::reset() noexcept {
  for (auto& segment : segments_) segment.reset();
  std::fill(later_a_.begin(), later_a_.end(), 0.0);
  std::fill(later_b_.begin(), later_b_.end(), 0.0);
  position_ = 0;
}

void PairConvolver::save(StateWriter& writer) const {
  writer.put(static_cast<uint64_t>(position_ / block_));
  for (const auto& segment : segments_) segment.save(writer);
  writer.put(std::span<const double>(later_a_));
  writer.put(std::span<const double>(later_b_));
}

void PairConvolver::load(StateReader& reader) {
  uint64_t blocks = 0;
  reader.get_below(blocks, static_cast<uint64_t>(segments_.size() == 1 ? 1 : tail_block / head_block));
  position_ = blocks * block_;
  // Between calls the head's block is always empty, and the tail's holds what lies before the position.
  segments_.front().load(reader, 0);
  if (segments_.size() > 1) segments_.back().load(reader, position_);
  reader.get(std::span<double>(later_a_));
  reader.get(std::span<double>(later_b_));
}

}  // namespace nt::graph
