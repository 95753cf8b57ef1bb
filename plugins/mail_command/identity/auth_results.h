// What our own mail server wrote about the authentication of a message (RFC 8601 Authentication-Results).
//
//   const auto seen = read_auth_results(header, {.id = "mx.example.org"});
//   if (domain_proof(seen, header, "example.org").fault.empty()) ...
//
// Anybody can write such a field. Believed is only the topmost contiguous run of them, below no more Received
// fields than our servers write above it, and only while each names our server. See
// docs/mail_command/security.md.
#pragma once

#include "mail/message/header.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::identity {

struct auth_server {
  std::string id;            // authserv-id, pinned; empty: the server writes none, against RFC 8601
  std::size_t received = 1;  // Received fields of our own servers above its fields
  std::string name() const { return id.empty() ? "a server without an id" : id; }
};

// One "method=result", names in lower case.
struct auth_result {
  std::string method, result;
  std::vector<std::pair<std::string, std::string>> properties;  // {"header.from", "example.org"}

  // The first one of that name; empty: none.
  std::string_view property(std::string_view name) const;
};

// One field: RFC 8601 section 2.2, comments nested up to 8 deep dropped.
struct auth_field {
  std::string server;  // empty: it begins with a result, as those of Exchange Online do
  std::vector<auth_result> results;
  bool broken = false;  // not of that grammar, or beyond its bounds
};
auth_field read_auth_field(std::string_view body);

struct auth_seen {
  std::vector<auth_result> results;  // of the believed fields
  std::string fault;                 // why there are none
};
auth_seen read_auth_results(const mail::message::header_fields& header, const auth_server& ours);

// Whether the message is authentically of `domain` (that of From): exactly one dmarc result, pass, with
// header.from = domain; a dkim=pass of that domain or one above it; no dkim=fail of it; and a DKIM-Signature
// that covers what commands depend on (dkim_cover.h).
struct domain_verdict {
  std::string fault;     // empty: it is; otherwise why not
  std::string grounds;   // "dmarc=pass dkim=pass d=example.org by mx.example.org"
  bool subject = false;  // the signature covers the Subject, too
  std::string unread;    // what it does not cover of how the text is to be read: then nothing may move by it
};
domain_verdict domain_proof(const auth_seen& seen, const mail::message::header_fields& header,
                            std::string_view domain);

}  // namespace watchpost::mail_command::identity
