#pragma once
// What a failed call on a file means to a writer.

#include <cerrno>

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

}  // namespace nt::output
