// Reads one whole IMAP command with its literals, synchronising (RFC 9051) and not (RFC 7888).
#pragma once

#include "services.h"

namespace watchpost::sandbox {

struct imap_input {
  enum kind { command, refused, closed } what = closed;  // refused: the client was told why
  std::string text{};                                    // literals stand inline: {5}CRLFhello
};

// `large`: a literal of APPEND may be as long as a message.
asio::awaitable<imap_input> read_imap_command(connection& link, const services& with, bool large);

}  // namespace watchpost::sandbox
