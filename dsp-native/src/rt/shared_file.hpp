#pragma once
// A file in shared memory of which this process is the one writer.

#include <cstddef>
#include <string>
#include <vector>

namespace nt {

class SharedFile {
 public:
  /// Throws NT_NOT_FOUND for a name that cannot be one, NT_IO where another writer has it, NT_NO_SPACE.
  SharedFile(const std::string& name, size_t bytes);
  /// Takes the name away; mappings of others stay.
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] void* data() const { return data_; }
  /// Where it is found by those who do not use shm_open.
  [[nodiscard]] std::string path() const { return "/dev/shm" + path_; }

 private:
  std::string path_;
  int file_ = -1;
  size_t bytes_;
  void* data_ = nullptr;
};

/// What is in shared memory by names that are ours, without their common beginning.
std::vector<std::string> shared_names();

/// Removes a file of this user whose writer died: its lock, which lives as long as the process that holds it, is free.
/// True: it is gone.
bool remove_abandoned(const std::string& name);

/// 1 to 64 letters, digits, '.', '_', '-'. Throws NT_NOT_FOUND.
void check_shared_name(const std::string& name);

}  // namespace nt
