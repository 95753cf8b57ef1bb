// What must not show up in a failure or a transcript, as some servers repeat what they were sent. The same for
// all protocols.
//
//   redaction r;
//   r.add(credentials);              // before they are sent
//   r.add(payload);
//   f.server = printable(r.for_people(words));
#pragma once

#include "mail/secret.h"
#include "mechanism.h"

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::sasl {

// `text` with `mark` in each place where `word` stands; an empty word stands nowhere.
std::string masked(std::string text, std::string_view word, std::string_view mark);

class redaction {
 public:
  redaction() = default;
  redaction(const redaction&) = delete;
  redaction& operator=(const redaction&) = delete;

  // Password and token: as they are, in base64, as PLAIN and XOAUTH2 send them, and with the escapes of a
  // quoted string.
  void add(const credentials& who);
  void add(std::string_view word);

  // "***" for every one of them that has at least four bytes: shorter ones would blot out other words.
  std::string for_people(std::string_view text) const;
  // secret_mark for every one.
  std::string for_transcript(std::string_view text) const;

 private:
  std::string without(std::string_view text, std::size_t least, std::string_view mark) const;

  std::vector<secret> words_;  // the longest first
};

}  // namespace watchpost::mail::sasl
