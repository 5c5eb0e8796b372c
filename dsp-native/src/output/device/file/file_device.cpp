#include "output/device/file/file_device.hpp"

#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "abi/guard.hpp"
#include "output/device/file/target.hpp"
#include "output/device/paced/paced_device.hpp"
#include "output/sink.hpp"

namespace nt::device {
namespace {

constexpr std::array order{NT_DEVICE_F64,        NT_DEVICE_S32,        NT_DEVICE_F32,        NT_DEVICE_S24_3,
                           NT_DEVICE_S24,        NT_DEVICE_S16,        NT_DEVICE_DSD_U8,     NT_DEVICE_DSD_U16_BE,
                           NT_DEVICE_DSD_U32_BE, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U32_LE, NT_DEVICE_DOP_S24_3,
                           NT_DEVICE_DOP_S24,    NT_DEVICE_DOP_S32};

/// Where a link leads, so that the file behind it is replaced and not the link.
std::string behind_links(const std::string& path) {
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string text = real;
  std::free(real);
  struct stat there {};
  if (::stat(text.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
    throw Error(NT_UNSUPPORTED, path + " is there and is no file that could be replaced");
  return text;
}

/// In the same folder, so that it can be renamed.
std::string beside(const std::string& path) {
  uint64_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != sizeof random) throw Error(NT_IO, "the system gives no random name");
  char name[40];
  std::snprintf(name, sizeof name, ".nt-%016llx.part", static_cast<unsigned long long>(random));
  const auto slash = path.rfind('/');
  return (slash == std::string::npos ? "" : path.substr(0, slash + 1)) + name;
}

class FileDevice final : public PacedDevice {
 public:
  FileDevice(const std::string& path, const FileKind& kind, const nt_device_request& request)
      : PacedDevice(request, choose(request, kind.samples, order, kind.name)),
        path_(behind_links(path)),
        part_(beside(path_)) {
    try {
      target_ = kind.make(part_, request, feed_->samples());
    } catch (...) {
      ::unlink(part_.c_str());
      throw;
    }
  }
  ~FileDevice() override {
    stop();
    if (target_ == nullptr) return;
    // Closed before the end: what was played is a whole file. One that never began, or failed, is none.
    if (feed_->state() == NT_DEVICE_RUNNING && guard([&] { return complete(), NT_OK; }) == NT_OK) return;
    target_.reset();
    ::unlink(part_.c_str());
  }

 private:
  void consume(const uint8_t* bytes, uint32_t frames) override { target_->write(bytes, frames); }
  void complete() override {
    target_->finish();
    output::publish(part_, path_);
    target_.reset();
  }

  std::string path_, part_;
  std::unique_ptr<Target> target_;
};

const FileKind& kind_of(const std::string& path) {
  if (path.empty()) throw Error(NT_NOT_FOUND, "a file needs a name: \"file:PATH\"");
  return file_kind(path);
}

}  // namespace

const Backend file_backend{"file", [](std::vector<nt_device_description>&) {},
                           [](const std::string& path) {
                             const FileKind& kind = kind_of(path);
                             auto c = boundless(kind.samples);
                             c.max_channels = kind.max_channels;
                             c.is_exclusive = 1;
                             return c;
                           },
                           [](const std::string& path, const nt_device_request& request) -> std::unique_ptr<Device> {
                             return std::make_unique<FileDevice>(path, kind_of(path), request);
                           }};

}  // namespace nt::device
