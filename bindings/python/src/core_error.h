// core_error.h - what goes wrong, on its way to Python.
#pragma once

#include "engine/error.h"

#include <exception>
#include <stdexcept>
#include <string>

namespace watchpost::python {

/// Becomes CoreError.
class core_error : public std::exception {
 public:
  explicit core_error(abi::error why) : why_(std::move(why)), text_(to_text(why_)) {}
  const abi::error& why() const { return why_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  abi::error why_;
  std::string text_;
};

/// The answer did not come within the limit that the caller set. Becomes TimeoutError.
class too_late : public std::runtime_error {
  using runtime_error::runtime_error;
};

}  // namespace watchpost::python
