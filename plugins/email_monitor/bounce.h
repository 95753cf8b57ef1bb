// What a mail server's delivery report (RFC 3464) says of a probe of ours.
#pragma once

#include "mail/message/delivery_report.h"

#include <string>
#include <string_view>

namespace watchpost::email_monitor {

struct bounce {
  std::string host;    // the server that refused, or else the one that reports; may be empty
  std::string status;  // RFC 3463: "5.1.1"; may be empty
  std::string words;   // of the server, code and all: "550 5.1.1 user unknown"; may be empty
  std::string action;  // "failed", "delayed", "relayed", ...

  // The probe will not arrive. Any other action leaves it on its way.
  bool ends() const { return action == "failed"; }
};

// About the recipient `to` where the report names it, or else about the first one that failed.
bounce about(const mail::message::delivery_report& report, std::string_view to);

// "mx3.example: 550 5.7.1 DMARC reject", with the status where the words do not hold it.
std::string to_string(const bounce& b);

}  // namespace watchpost::email_monitor
