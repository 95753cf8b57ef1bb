#include "engine/failure.h"

#include "engine/text.h"

#include <stdexcept>

namespace watchpost::engine {

std::string to_text(const failure& why) {
  std::string out = why.domain;
  if (why.code != 0) out += (out.empty() ? "" : " ") + std::to_string(why.code);
  if (!out.empty()) out += ": ";
  out += why.text.empty() ? "failed: " + std::string(abi::status_name(why.status)) : why.text;
  if (!why.key.empty()) out += " (" + why.key + ")";
  return out;
}

failure from_abi(const abi::error& error) {
  return {.status = error.status,
          .domain = one_line(error.domain, 32),
          .code = error.code,
          .text = one_line(error.text),
          .key = one_line(error.key, 128)};
}

void throw_exception_from_error(const failure& why, const boost::source_location&) {
  throw std::logic_error(to_text(why));
}

}  // namespace watchpost::engine
