// The bytes below TLS.
#pragma once

#include "transport.h"

#include <span>
#include <string_view>

namespace watchpost::mail::net {

class byte_stream {
 public:
  virtual task<result<std::size_t>> receive(std::span<char> into) = 0;  // at least one byte
  virtual task<result<void>> send(std::string_view bytes) = 0;          // all of them

 protected:
  ~byte_stream() = default;
};

}  // namespace watchpost::mail::net
