// The way of a message from server to server: its Received fields (RFC 5321 section 4.4) as hops.
//
//   for (const hop& h : received_chain(header))
//     std::cout << h.by << " after " << h.seconds.value_or(0) << " s\n";
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// What the comments of a Received field tell of TLS. No RFC says how; the servers in use do it like this:
//   Postfix           using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) ...
//   Gmail, Sendmail   version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256
//   Exchange          version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384; or only: TLS
//   Exim, OpenSMTPD   TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256; newer Exim: TLS1.3, the cipher outside
//   qmail             ECDHE-RSA-AES256-GCM-SHA384 encrypted

struct received_tls {
  std::string version;  // "TLS 1.3"
  std::string cipher;

  // Takes what `comment`, without its parentheses, tells. False: it is about something else.
  bool read(std::string_view comment);

  // "TLS 1.3, TLS_AES_256_GCM_SHA384"; empty when nothing was told.
  std::string text() const;
};

// What one server wrote when it took the message. Texts are printable, at most 500 bytes, empty where the
// field is silent. A hop vouches for itself only: whoever handed the message over may have made up those
// before.
struct hop {
  std::string from;  // as the client called itself
  std::string by;
  std::string with;                  // "ESMTPSA", "LMTP", "Microsoft SMTP Server"
  bool tls = false;                  // the message came over TLS, by `with` or by a comment
  std::string tls_text;              // "TLS 1.3, TLS_AES_256_GCM_SHA384"
  std::optional<std::int64_t> time;  // wall seconds by the server's clock
  std::optional<std::int64_t>
      seconds;  // since the hop before, if both tell a time; below 0: their clocks differ
};

// Oldest first. Of more than 100 the newest.
std::vector<hop> received_chain(std::string_view header);

// By how many seconds the clock of the first hop is ahead of the clock that read `submitted` (wall seconds)
// when that hop accepted the message; exact to a second or two. Nothing: it tells no time.
std::optional<std::int64_t> clock_offset(const std::vector<hop>& chain, std::int64_t submitted);

}  // namespace watchpost::mail::message
