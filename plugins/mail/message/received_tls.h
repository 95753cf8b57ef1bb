// What the comments of a Received field tell of TLS. No RFC says how; the servers in use do it like this:
//   Postfix           using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) ...
//   Gmail, Sendmail   version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256
//   Exchange          version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384; or only: TLS
//   Exim, OpenSMTPD   TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256; newer Exim: TLS1.3, the cipher outside
//   qmail             ECDHE-RSA-AES256-GCM-SHA384 encrypted
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::message {

struct received_tls {
  std::string version;  // "TLS 1.3"
  std::string cipher;

  // Takes what `comment`, without its parentheses, tells. False: it is about something else.
  bool read(std::string_view comment);

  // "TLS 1.3, TLS_AES_256_GCM_SHA384"; empty when nothing was told.
  std::string text() const;
};

}  // namespace watchpost::mail::message
