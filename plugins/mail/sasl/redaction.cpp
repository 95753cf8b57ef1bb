#include "redaction.h"

#include "bearer.h"
#include "mail/text/base64.h"
#include "mail/transcript.h"
#include "mechanism.h"

#include <algorithm>

namespace watchpost::mail::sasl {
namespace {

constexpr std::size_t least_for_people = 4;

// RFC 3501 section 9, quoted; without its quotes.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string masked(std::string text, std::string_view word, std::string_view mark) {
  if (word.empty()) return text;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + mark.size()))
    text.replace(at, word.size(), mark);
  return text;
}

void redaction::add(std::string_view word) {
  if (word.empty()) return;
  const auto shorter = std::find_if(words_.begin(), words_.end(),
                                    [&](const secret& known) { return known.view().size() < word.size(); });
  words_.insert(shorter, secret(word));
}

void redaction::add(const credentials& who) {
  const auto add_forms = [this](std::string text) {
    add(text);
    std::string form = to_base64(text);
    add(form);
    wipe(form);
    wipe(text);
  };
  if (!who.password.empty()) {
    add_forms(who.password);
    add_forms(escaped(who.password));
    std::string plain = make_plain(who)->initial().value_or("");
    add_forms(std::move(plain));
  }
  if (!who.token.empty()) {
    add_forms(std::string(who.token.view()));
    add_forms(make_xoauth2(who)->initial().value_or(""));
    add_forms(make_oauthbearer(who)->initial().value_or(""));
  }
}

std::string redaction::without(std::string_view text, std::size_t least, std::string_view mark) const {
  std::string shown(text);
  for (const auto& word : words_) {
    if (word.view().size() < least) break;
    shown = masked(std::move(shown), word.view(), mark);
  }
  return shown;
}

std::string redaction::for_people(std::string_view text) const {
  return without(text, least_for_people, "***");
}

std::string redaction::for_transcript(std::string_view text) const { return without(text, 1, secret_mark); }

}  // namespace watchpost::mail::sasl
