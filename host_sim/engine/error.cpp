#include "engine/error.h"

#include "engine/text.h"

namespace watchpost::engine {

abi::error printable(const abi::error& from) {
  return {.status = from.status,
          .domain = one_line(from.domain, 32),
          .code = from.code,
          .text = one_line(from.text),
          .key = one_line(from.key, 128)};
}

}  // namespace watchpost::engine
