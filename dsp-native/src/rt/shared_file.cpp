#include "rt/shared_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "abi/guard.hpp"

namespace nt {
namespace {

[[noreturn]] void refuse(const std::string& path, int error) {
  throw Error(error == ENOSPC ? NT_NO_SPACE : NT_IO,
              "the shared memory " + path + " cannot be made: " + std::strerror(error));
}

/// Locked and still under its name, or -1: somebody took the name away meanwhile.
int open_locked(const std::string& path) {
  const int file = ::shm_open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) refuse(path, errno);
  // Not flock: run-times of readers take that of whatever they open.
  struct flock all {};
  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_SETLK, &all) != 0) {
    const int error = errno;
    ::close(file);
    if (error == EAGAIN || error == EACCES) throw Error(NT_IO, "another writer has the shared memory " + path);
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

SharedFile::SharedFile(const std::string& name, size_t bytes) : path_("/ntworkstation-" + name), bytes_(bytes) {
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
