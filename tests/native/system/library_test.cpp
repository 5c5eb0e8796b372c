#include "system/library.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using nt::system::SystemLibrary;

TEST(DeviceLibrary, given_a_library_that_is_not_installed_when_opened_then_the_text_names_its_package) {
  try {
    const SystemLibrary library("libabsent.so.9", "libabsent9");
    FAIL();
  } catch (const nt::Error& e) {
    EXPECT_EQ(NT_UNSUPPORTED, e.status());
    EXPECT_NE(nullptr, std::strstr(e.what(), "libabsent9")) << e.what();
  }
}

TEST(DeviceLibrary, given_a_library_when_functions_are_looked_for_then_those_it_has_are_found_and_others_refused) {
  const SystemLibrary library("libm.so.6", "libc6");
  double (*cosine)(double) = nullptr;
  library.find("cos", cosine);
  ASSERT_NE(nullptr, cosine);
  EXPECT_EQ(1, cosine(0));
  try {
    library.find("cosine_of_tomorrow", cosine);
    FAIL();
  } catch (const nt::Error& e) {
    EXPECT_EQ(NT_UNSUPPORTED, e.status());
  }
}

}  // namespace
