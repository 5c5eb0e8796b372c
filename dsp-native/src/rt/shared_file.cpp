#include "rt/shared_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>

#include "abi/guard.hpp"

namespace nt {
namespace {

[[noreturn]] void refuse(const std::string& path, int error) {
  throw Error(error == ENOSPC ? NT_NO_SPACE : NT_IO,
              "the shared memory " + path + " cannot be made: " + std::strerror(error));
}

constexpr const char* folder = "/dev/shm";
constexpr std::string_view prefix = "ntworkstation-";

std::string path_of(const std::string& name) { return std::string("/").append(prefix).append(name); }

// Whoever sweeps holds the lock of what a dead writer left, for as long as it takes to remove it.
constexpr int most_attempts = 20;
constexpr auto between_attempts = std::chrono::milliseconds(5);

/// Of the whole file; the kernel lets go of it however the process ends. Not flock: run-times of readers take that of
/// whatever they open. 0, or an errno.
int try_lock(int file) {
  struct flock all {};
  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  return ::fcntl(file, F_OFD_SETLK, &all) == 0 ? 0 : errno;
}

bool is_taken(int error) { return error == EAGAIN || error == EACCES; }

/// Locked and still under its name, or -1: somebody took the name away meanwhile.
int open_locked(const std::string& path) {
  const int file = ::shm_open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) refuse(path, errno);
  int error = try_lock(file);
  for (int attempt = 1; is_taken(error) && attempt < most_attempts; ++attempt) {
    std::this_thread::sleep_for(between_attempts);
    error = try_lock(file);
  }
  if (error != 0) {
    ::close(file);
    if (is_taken(error)) throw Error(NT_IO, "another writer has the shared memory " + path);
    refuse(path, error);
  }
  struct stat there {};
  if (::fstat(file, &there) == 0 && there.st_nlink > 0) return file;
  ::close(file);
  return -1;
}

}  // namespace

void check_shared_name(const std::string& name) {
  const bool is_good = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
  if (!is_good) throw Error(NT_NOT_FOUND, "shared memory is named by 1 to 64 letters, digits, '.', '_' and '-'");
}

bool remove_abandoned(const std::string& name) {
  const std::string path = path_of(name);
  // Read as well as written, so that nothing is opened that is another user's.
  const int file = ::shm_open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  if (file < 0) return false;
  struct stat there {};
  // An empty one is being made at this moment: its writer locks it next. Under the lock only its holder takes the name
  // away.
  const bool is_abandoned = ::fstat(file, &there) == 0 && S_ISREG(there.st_mode) && there.st_uid == ::geteuid() &&
                            there.st_size > 0 && try_lock(file) == 0 && ::fstat(file, &there) == 0 &&
                            there.st_nlink > 0;
  const bool is_removed = is_abandoned && ::shm_unlink(path.c_str()) == 0;
  ::close(file);
  return is_removed;
}

std::vector<std::string> shared_names() {
  std::vector<std::string> names;
  struct Close {
    void operator()(DIR* d) const { ::closedir(d); }
  };
  const std::unique_ptr<DIR, Close> all(::opendir(folder));
  if (all == nullptr) return names;
  while (const dirent* entry = ::readdir(all.get())) {
    if (const std::string_view name = entry->d_name; name.starts_with(prefix))
      names.emplace_back(name.substr(prefix.size()));
  }
  return names;
}

SharedFile::SharedFile(const std::string& name, size_t bytes) : path_(path_of(name)), bytes_(bytes) {
  check_shared_name(name);
  // One that is there and not locked was left by a writer that died. Its readers keep what they have mapped.
  if ((file_ = open_locked(path_)) >= 0) {
    struct stat there {};
    if (::fstat(file_, &there) == 0 && there.st_size > 0) {
      ::shm_unlink(path_.c_str());
      ::close(file_);
      file_ = -1;
    }
  }
  if (file_ < 0) file_ = open_locked(path_);
  if (file_ < 0) throw Error(NT_IO, "another writer has the shared memory " + path_);
  // Taken now and not on the first write, where a full system would be a signal.
  int error = ::posix_fallocate(file_, 0, static_cast<off_t>(bytes));
  if (error == 0) {
    data_ = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
    if (data_ != MAP_FAILED) return;
    error = errno;
  }
  ::shm_unlink(path_.c_str());
  ::close(file_);
  refuse(path_, error);
}

SharedFile::~SharedFile() {
  ::munmap(data_, bytes_);
  ::shm_unlink(path_.c_str());
  ::close(file_);
}

}  // namespace nt
