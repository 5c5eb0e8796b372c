#include "output/sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "abi/guard.hpp"
#include "output/file_error.hpp"

namespace nt::output {
namespace {

[[noreturn]] void refuse(int error, const char* what) {
  throw Error(status_of(error), std::string(what) + ": " + std::strerror(error));
}

}  // namespace

Sink::Sink(const std::string& path) {
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
  if (file_ < 0) refuse(errno, "the file cannot be created");
}

Sink::~Sink() { ::close(file_); }

int Sink::try_write(const void* bytes, size_t count) noexcept {
  if (error_ != 0) return error_;
  if ((error_ = write_all(file_, bytes, count, position_)) != 0) return error_;
  position_ += static_cast<int64_t>(count);
  size_ = std::max(size_, position_);
  return 0;
}

void Sink::write(const void* bytes, size_t count) {
  if (try_write(bytes, count) != 0) rethrow();
}

void Sink::rethrow() const {
  if (error_ != 0) refuse(error_, "writing failed");
}

void Sink::sync() {
  rethrow();
  if ((error_ = force_to_disk(file_)) != 0) refuse(error_, "writing to disk failed");
}

void publish(const std::string& from, const std::string& to) {
  struct stat existing {};
  if (::stat(to.c_str(), &existing) == 0 && S_ISREG(existing.st_mode)) ::chmod(from.c_str(), existing.st_mode & 07777);
  if (::rename(from.c_str(), to.c_str()) != 0) refuse(errno, "the finished file cannot be given its name");
  const auto slash = to.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : to.substr(0, slash);
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;  // a folder that may be written but not read; the file is in place
  const int error = force_to_disk(handle);
  ::close(handle);
  if (error != 0) refuse(error, "writing the folder to disk failed");
}

}  // namespace nt::output
