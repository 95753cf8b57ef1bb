// What delivery itself writes: trace fields and bounces.
#include "crypto.h"
#include "delivery.h"
#include "message_text.h"
#include "text.h"

namespace watchpost::sandbox {

std::string trace_header(const envelope& mail, const std::string& recipient, time_point now) {
  // RFC 3848: the protocol names with S for TLS and A for AUTH.
  std::string with = "ESMTP";
  if (mail.tls) with += 'S';
  if (!mail.signed_in_as.empty()) with += 'A';
  std::string out =
      "Return-Path: <" + mail.sender + ">\r\nDelivered-To: " + recipient + "\r\nReceived: from ";
  out += mail.helo.empty() ? "unknown" : mail.helo;
  out += " ([127.0.0.1])\r\n\tby localhost with " + with + " id " + random_hex(6) + "\r\n\tfor <" +
         recipient + ">; ";
  return out + rfc5322_date(now) + "\r\n";
}

std::string second_stamp(const std::string& recipient, time_point now) {
  return "Received: from localhost by localhost with LMTP id " + random_hex(6) + "\r\n\tfor <" + recipient +
         ">; " + rfc5322_date(now) + "\r\n";
}

std::string make_bounce(const envelope& mail, const std::string& recipient, const rule& why, time_point now) {
  const std::string text = why.text.empty() ? "5.1.1 The mailbox does not exist" : why.text;
  std::string_view rest = text;
  const std::string status(take_word(rest));
  const std::string boundary = "=_" + random_hex(12);
  std::string out = "From: Mail Delivery System <MAILER-DAEMON@localhost>\r\nTo: <" + mail.sender +
                    ">\r\nSubject: Undelivered Mail Returned to Sender\r\nDate: " + rfc5322_date(now) +
                    "\r\nMessage-ID: <" + random_hex(12) + "@localhost>\r\nAuto-Submitted: auto-replied\r\n" +
                    "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n" +
                    "\tboundary=\"" + boundary + "\"\r\n\r\n";
  out += "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nYour message to <" +
         recipient + "> could not be delivered:\r\n" + std::to_string(why.code) + " " + text + "\r\n\r\n";
  out += "--" + boundary +
         "\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; localhost\r\n" +
         "Arrival-Date: " + rfc5322_date(now) + "\r\n\r\nFinal-Recipient: rfc822; " + recipient +
         "\r\nAction: failed\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; " +
         std::to_string(why.code) + " " + text + "\r\n\r\n";
  out += "--" + boundary + "\r\nContent-Type: text/rfc822-headers\r\n\r\n";
  out += header_part(mail.bytes);
  return out + "\r\n--" + boundary + "--\r\n";
}

}  // namespace watchpost::sandbox
