// Who stores refresh tokens that a server has put in the place of others.
#pragma once

#include "../net/transport.h"

#include <optional>
#include <string>

namespace watchpost::mail::oauth {

class keeper {
 public:
  virtual ~keeper() = default;

  // Makes the record (see kept_token.h) durable in the place of the one before. Ends with nothing, or with
  // why it could not be done.
  virtual net::task<std::optional<std::string>> keep(std::string record) = 0;
};

}  // namespace watchpost::mail::oauth
