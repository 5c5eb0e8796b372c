#pragma once
// Memory for sample planes: aligned to a cache line, zeroed, taken in activate.

#include <cstddef>
#include <new>
#include <vector>

namespace nt {

inline constexpr std::size_t cache_line = 64;

/// Standard allocator whose blocks start on a cache line.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  constexpr AlignedAllocator(const AlignedAllocator<U>&) noexcept {}  // NOLINT: conversion is what allocators do
  T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{cache_line}));
  }
  void deallocate(T* p, std::size_t) noexcept { ::operator delete (p, std::align_val_t{cache_line}); }
  template <class U>
  bool operator==(const AlignedAllocator<U>&) const noexcept {
    return true;
  }
};

/// A vector whose data() is aligned to 64 bytes. For StateWriter and StateReader wrap it: std::span<const T>(v).
template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace nt
