#include "received_tls.h"

#include "ascii.h"

#include <algorithm>

namespace watchpost::mail::message {
namespace {

// "1.3" behind the TLS, TLSv, SSLv at the front, as "TLS 1.3"; 1_3 is written too. Empty: no version there.
std::string version_of(std::string_view text) {
  const std::string name = ascii::begins(text, "SSL") ? "SSL " : "TLS ";
  if (!ascii::begins(text, "TLS") && !ascii::begins(text, "SSL")) return {};
  text.remove_prefix(3);
  if (ascii::begins(text, "v")) text.remove_prefix(1);
  std::string number;
  for (const char c : text.substr(0, 3)) {
    if (!ascii::is_digit(c) && c != '.' && c != '_') break;
    number += c == '_' ? '.' : c;
  }
  while (number.ends_with('.')) number.pop_back();
  return number.empty() ? number : name + number;
}

// The name of a cipher at the front.
std::string cipher_of(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(),
                                    [](char c) { return ascii::is_alnum(c) || c == '_' || c == '-'; });
  return {text.begin(), end};
}

}  // namespace

bool received_tls::read(std::string_view comment) {
  auto text = comment;
  for (const std::string_view front : {"using ", "version="})
    if (ascii::begins(text, front)) text.remove_prefix(front.size());
  if (const auto found = version_of(text); !found.empty()) {
    version = found;
    if (const auto at = text.find("cipher"); at != text.npos)
      cipher = cipher_of(text.substr(std::min(at + 7, text.size())));
    else if (const auto colon = text.find(':'); colon != text.npos)
      cipher = cipher_of(text.substr(colon + 1));
    return true;
  }
  if (comment.ends_with(" encrypted") && !ascii::begins(comment, "not ")) {
    cipher = cipher_of(comment);
    return true;
  }
  return ascii::same_word(comment, "TLS");
}

std::string received_tls::text() const {
  return version + (version.empty() || cipher.empty() ? "" : ", ") + cipher;
}

}  // namespace watchpost::mail::message
