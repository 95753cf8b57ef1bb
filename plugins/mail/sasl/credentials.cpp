#include "mechanism.h"
#include "secret.h"

namespace watchpost::mail::sasl {

credentials::credentials(credentials&& from) noexcept
    : username(std::move(from.username)),
      password(std::move(from.password)),
      token(std::move(from.token)),
      host(std::move(from.host)),
      port(from.port),
      only(std::move(from.only)),
      salted(std::move(from.salted)) {
  wipe(from.password);  // a short one was copied
}

credentials& credentials::operator=(const credentials& from) {
  if (this == &from) return *this;
  wipe(password);
  username = from.username;
  password = from.password;
  token = from.token;
  host = from.host;
  port = from.port;
  only = from.only;
  salted = from.salted;
  return *this;
}

credentials& credentials::operator=(credentials&& from) noexcept {
  if (this == &from) return *this;
  wipe(password);
  username = std::move(from.username);
  password = std::move(from.password);
  token = std::move(from.token);
  host = std::move(from.host);
  port = from.port;
  only = std::move(from.only);
  salted = std::move(from.salted);
  wipe(from.password);
  return *this;
}

credentials::~credentials() { wipe(password); }

}  // namespace watchpost::mail::sasl
