#include "output/device/null/null_device.hpp"

#include <array>

#include "abi/guard.hpp"
#include "output/device/paced/paced_device.hpp"

namespace nt::device {
namespace {

constexpr std::array order{NT_DEVICE_F64,        NT_DEVICE_S32,        NT_DEVICE_F32,        NT_DEVICE_S24,
                           NT_DEVICE_S24_3,      NT_DEVICE_S16,        NT_DEVICE_DSD_U32_BE, NT_DEVICE_DSD_U32_LE,
                           NT_DEVICE_DSD_U16_BE, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U8,     NT_DEVICE_DOP_S32,
                           NT_DEVICE_DOP_S24,    NT_DEVICE_DOP_S24_3};
constexpr uint32_t all_forms = pcm_forms | dsd_forms | dop_forms;

class NullDevice final : public PacedDevice {
 public:
  explicit NullDevice(const nt_device_request& request)
      : PacedDevice(request, choose(request, all_forms, order, "null")) {}
  ~NullDevice() override { stop(); }

 private:
  void consume(const uint8_t*, uint32_t) override {}
};

void refuse_address(const std::string& address) {
  if (!address.empty()) throw Error(NT_NOT_FOUND, "there is only one null device; its id is \"null\"");
}

}  // namespace

const Backend null_backend{"null",
                           [](std::vector<nt_device_description>& out) {
                             auto d = description("null", "", "Nowhere, at its pace");
                             d.channels = NT_MAX_CHANNELS;
                             out.push_back(d);
                           },
                           [](const std::string& address) {
                             refuse_address(address);
                             return boundless(all_forms);
                           },
                           [](const std::string& address, const nt_device_request& request) -> std::unique_ptr<Device> {
                             refuse_address(address);
                             return std::make_unique<NullDevice>(request);
                           }};

}  // namespace nt::device
