// A throw-away certificate authority and one server certificate for 127.0.0.1 and localhost (EC P-256).
//
//   std::string error;
//   auto made = make_certificates(30, error);   // keys never touch the disk
#pragma once

#include <optional>
#include <string>

namespace watchpost::sandbox {

// All in PEM.
struct certificates {
  std::string ca;
  std::string server;
  std::string server_key;
};

// `days`: how long the server's certificate is good from now on; negative: since when it is not.
std::optional<certificates> make_certificates(int days, std::string& error);

}  // namespace watchpost::sandbox
