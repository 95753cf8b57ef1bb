// Delivery status notifications (RFC 3464, RFC 6533): what a mail server says of a message that it could not,
// or not yet, deliver.
//
//   if (looks_like_delivery_report(header))
//     if (const auto report = read_delivery_report(beginning)) is_ours(report->returned_header) ...
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// Texts are one printable line of at most 500 bytes, without the type in front ("rfc822;", "dns;", "smtp;");
// empty where the report is silent or cut off.
struct delivery_report {
  struct recipient {
    std::string final_recipient;
    std::string action;      // lower case: failed, delayed, delivered, relayed, expanded
    std::string status;      // RFC 3463: "5.1.1"
    std::string diagnostic;  // "550 5.1.1 user unknown": of the remote server, or of the reporting one
    std::string remote_mta;
  };

  std::string reporting_mta;
  std::vector<recipient> recipients;  // at most 100
  std::string returned_header;  // of the message that the report is about, byte for byte; empty: not returned
};

// multipart/report with report-type=delivery-status, or without a type: some servers forget it.
bool looks_like_delivery_report(std::string_view header);

// From the beginning of a message, cut off anywhere. Nothing: it is no such report, holds no delivery status
// as far as it goes, or is beyond mime_bounds. Who really wrote it is not known: prove by returned_header.
std::optional<delivery_report> read_delivery_report(std::string_view beginning_of_message);

}  // namespace watchpost::mail::message
