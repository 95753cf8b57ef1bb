// What servers say in plain words where they give no code for it. Pure.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace watchpost::mail {

// True when one of `words`, in lower case, stands in `text`; there letter case does not count.
inline bool speaks_of(std::string_view text, std::initializer_list<std::string_view> words) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
  });
}

// Too much or too often.
inline bool speaks_of_a_limit(std::string_view text) {
  return speaks_of(text,
                   {"too many", "too fast", "too frequent", "simultaneous", "maximum number of connections",
                    "rate limit", "limit exceeded", "throttl", "server busy", "server is busy"});
}

// A maildrop that another session holds (RFC 1939 section 4).
inline bool speaks_of_a_lock(std::string_view text) {
  return speaks_of(text, {"maildrop", "mailbox", "mail drop"}) && speaks_of(text, {"lock", "in use", "busy"});
}

}  // namespace watchpost::mail
