#pragma once
// Writing to an open file to the last byte, and what a failed call on it means to a writer.

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "ntdsp/abi.h"

namespace nt::output {

/// error: of errno.
inline nt_status status_of(int error) noexcept {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return NT_NO_SPACE;
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
      return NT_NOT_FOUND;
    default:
      return NT_IO;
  }
}

/// Writes all of count bytes from position at on; 0, or the errno that stopped it.
inline int write_all(int file, const void* bytes, size_t count, int64_t at) noexcept {
  for (const auto* from = static_cast<const char*>(bytes); count > 0;) {
    const auto n = ::pwrite(file, from, count, at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    from += n;
    at += n;
    count -= static_cast<size_t>(n);
  }
  return 0;
}

/// Forces what was written to disk; 0 or an errno. A special file, or one of a read-only system, has nothing to force.
inline int force_to_disk(int file) noexcept {
  return ::fsync(file) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
}

}  // namespace nt::output
