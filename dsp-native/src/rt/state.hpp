#pragma once
// Exact binary state of processors: little-endian, f64 and integers bit for bit.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace nt {

/// Appends values to a byte buffer, or only counts them when constructed without one.
class StateWriter {
 public:
  StateWriter() = default;
  StateWriter(void* bytes, size_t capacity) : bytes_(static_cast<uint8_t*>(bytes)), capacity_(capacity) {}

  template <class T>
  requires std::is_arithmetic_v<T>
  void put(T value) { raw(&value, sizeof value); }
  template <class T>
  requires std::is_arithmetic_v<T>
  void put(std::span<const T> values) { raw(values.data(), values.size_bytes()); }
  template <class T>
  void put(const std::vector<T>& values) {
    put(std::span<const T>(values));
  }

  /// Counts n bytes that are not at hand. Only without a buffer.
  void skip(size_t n) { size_ += n; }

  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] bool fits() const { return bytes_ == nullptr || size_ <= capacity_; }

 private:
  void raw(const void* source, size_t n) {
    if (bytes_ != nullptr && n != 0 && size_ + n <= capacity_) std::memcpy(bytes_ + size_, source, n);
    size_ += n;
  }
  uint8_t* bytes_ = nullptr;
  size_t capacity_ = 0;
  size_t size_ = 0;
};

/// Reads back in the same order. A short or wrong buffer makes ok() false and leaves further targets as they are.
class StateReader {
 public:
  StateReader(const void* bytes, size_t size) : bytes_(static_cast<const uint8_t*>(bytes)), size_(size) {}

  template <class T>
  requires std::is_arithmetic_v<T>
  void get(T& value) { raw(&value, sizeof value); }
  template <class T>
  requires std::is_arithmetic_v<T>
  void get(std::span<T> values) { raw(values.data(), values.size_bytes()); }
  /// The vector keeps its size: the layout is fixed by activate, not by the bytes.
  template <class T>
  void get(std::vector<T>& values) {
    get(std::span<T>(values));
  }
  /// Reads an index that must be below limit; anything else makes the state malformed.
  template <class T>
  void get_below(T& value, T limit) {
    T read{};
    get(read);
    if (read < limit) {
      value = read;
    } else {
      ok_ = false;
    }
  }
  template <class T>
  void expect(T value) {
    T read{};
    get(read);
    if (std::memcmp(&read, &value, sizeof value) != 0) ok_ = false;
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return position_ == size_; }

 private:
  void raw(void* target, size_t n) {
    if (!ok_ || size_ - position_ < n) {
      ok_ = false;
      return;
    }
    if (n != 0) std::memcpy(target, bytes_ + position_, n);
    position_ += n;
  }
  const uint8_t* bytes_;
  size_t size_;
  size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace nt
