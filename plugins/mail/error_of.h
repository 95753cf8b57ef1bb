// The failure of a result, if it is one.
#pragma once

#include "failure.h"

#include <optional>

namespace watchpost::mail {

template <class T>
std::optional<failure> error_of(const result<T>& r) {
  if (r) return std::nullopt;
  return r.error();
}

}  // namespace watchpost::mail
