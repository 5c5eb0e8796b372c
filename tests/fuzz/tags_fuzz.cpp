// Any bytes as a file whose tags are edited twice: nothing may crash, hang, answer what no status is, or blow the file
// up.

#include <fcntl.h>
#include <ntdsp/tags.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace nt::fuzz;
  // In memory, and by a name: links are not followed.
  static const std::string path = "/dev/shm/ntdsp-tags-" + std::to_string(getpid());
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  const nt_tag_edit set[] = {{"REPLAYGAIN_TRACK_GAIN", "-7.31 dB"}, {"REPLAYGAIN_TRACK_PEAK", "0.987654"}};
  const nt_tag_edit change[] = {{"replaygain_track_gain", nullptr}, {"REPLAYGAIN_ALBUM_GAIN", "\xC3\xA9 +12.00 dB"}};
  known(nt_tags_edit(path.c_str(), set, 2));
  known(nt_tags_edit(path.c_str(), change, 2));
  struct stat now {};
  if (fstat(file, &now) != 0 || now.st_size > static_cast<off_t>(size) + (1 << 20))
    broken("the file has grown by more than tags and their padding take");
  close(file);
  unlink(path.c_str());
  return 0;
}
