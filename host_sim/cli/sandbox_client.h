// sandbox_client.h - a small mail program for the sandbox: SMTP and POP3 in clear text on this machine.
//
//   const auto said = submit(place, *place.owner(from), from, {to}, message);   // "250 2.0.0 Accepted"
//   maildrop drop(place, *place.owner(to));
//   for (std::size_t n = 1; n <= *drop.count(); ++n) show(*drop.header(n));
#pragma once

#include "cli/sandbox_place.h"

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::cli {

/// `message`: lines that end in CRLF. The server's last words, or its refusal.
abi::expected<std::string> submit(const sandbox_place& at, const sandbox::user& who, const std::string& from,
                                  const std::vector<std::string>& to, std::string_view message);

/// One POP3 session. What is read stays in the mailbox.
class maildrop {
 public:
  maildrop(const sandbox_place& at, const sandbox::user& who);
  maildrop(const maildrop&) = delete;
  maildrop& operator=(const maildrop&) = delete;
  ~maildrop();

  abi::expected<std::size_t> count();
  abi::expected<std::string> header(std::size_t number);  ///< from 1, the oldest
  abi::expected<std::string> message(std::size_t number);

 private:
  abi::expected<std::string> ask(const std::string& command);
  abi::expected<std::string> read_many(const std::string& command);

  boost::asio::ip::tcp::iostream line_;
  std::string refused_;  ///< why there is no session
};

}  // namespace watchpost::cli
