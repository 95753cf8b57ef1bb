// Headers of any mail: whatever is not let pass has a reason of one line, and our own mail never passes.
#include "mail_command/intake/filter.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail_command::intake;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const filter_terms terms{.own = {"box@plant.example"}, .max_size = 262144};
  const filtered f = sift(header, size, terms);
  if (f.why.empty() != (f.is == passage::person)) std::abort();
  if (f.why.find_first_of("\r\n") != std::string::npos) std::abort();
  const std::string ours = "X-Watchpost-Loop: x\r\nTo: box@plant.example\r\n" + std::string(header);
  if (sift(ours, size, terms).is == passage::person) std::abort();
  return 0;
}
