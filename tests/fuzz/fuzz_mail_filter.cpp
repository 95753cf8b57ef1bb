// Headers of any mail: whatever is not let pass has a reason of one line, and our own mail never passes.
#include "mail_command/intake/filter.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail_command::intake;
  using watchpost::mail::message::header_fields;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const filter_terms terms{.own = {"box@plant.example"}, .max_size = 262144};
  const filtered f = sift(header_fields(header), size, terms);
  if (f.reason.empty() != (f.kind == passage::person)) std::abort();
  if (f.reason.find_first_of("\r\n") != std::string::npos) std::abort();
  const std::string ours = "X-Watchpost-Loop: x\r\nTo: box@plant.example\r\n" + std::string(header);
  if (sift(header_fields(ours), size, terms).kind == passage::person) std::abort();
  return 0;
}
