// Text that is overwritten when it is no longer needed.
#pragma once

#include "../sasl/secret.h"

#include <string>
#include <string_view>
#include <utility>

namespace watchpost::mail::smtp {

class secret {
 public:
  explicit secret(std::string text) : text_(std::move(text)) {}
  ~secret() { sasl::wipe(text_); }
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;

  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace watchpost::mail::smtp
