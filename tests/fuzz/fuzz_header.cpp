// Header fields: the first line of the input is the name, the rest the header.
#include "mail/message/header.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const auto cut = std::min(all.find('\n'), all.size());
  const auto text = all.substr(std::min(cut + 1, all.size()));
  const header_fields header(text);
  for (std::size_t nth = 0; nth < 3; ++nth) {
    const auto body = header.body(all.substr(0, cut), nth);
    if (!body) break;
    if (body->size() > text.size() || body->find('\n') != body->npos) std::abort();
  }
  std::size_t taken = 0;
  for (const header_field& f : header) taken += f.name.size() + f.folded.size();
  if (taken > text.size()) std::abort();
  (void)received_at(header);
  return 0;
}
