// mail_text.h - mails as a person writes and reads them. UTF-8; other charsets are shown as they are.
//
//   compose({.from = "a@x.test", .to = {"b@x.test"}, .subject = "ポンプ", .body = "pump1 on\n"})
//   readable(message)    // "From: ...\nTo: ...\nDate: ...\nSubject: ポンプ\n\npump1 on\n"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::cli {

struct written_mail {
  std::string from;
  std::vector<std::string> to = {};
  std::string subject = {};
  std::vector<std::string> fields = {};  ///< further ones, "Name: value"
  std::string body = {};                 ///< lines that end in '\n'
};

/// With Date, Message-ID and MIME fields; lines end in CRLF.
std::string compose(const written_mail& mail);

/// The field, unfolded and with its encoded words read; empty: there is none.
std::string readable_field(std::string_view message, std::string_view name);

/// The fields that people look at and the text.
std::string readable(std::string_view message);

}  // namespace watchpost::cli
