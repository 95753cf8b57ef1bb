#include "capabilities.h"

#include <algorithm>
#include <charconv>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::size_t max_mechanisms = 64;

// The next word in upper case; `rest` loses it.
std::string next_keyword(std::string_view& rest) {
  const auto begin = std::min(rest.find_first_not_of(" \t\r"), rest.size());
  const auto end = std::min(rest.find_first_of(" \t\r", begin), rest.size());
  std::string word(rest.substr(begin, end - begin));
  for (char& c : word)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  rest.remove_prefix(end);
  return word;
}

void add(capabilities& into, std::string_view line) {
  const std::string keyword = next_keyword(line);
  if (keyword == "TOP") into.top = true;
  if (keyword == "UIDL") into.uidl = true;
  if (keyword == "USER") into.user = true;
  if (keyword == "PIPELINING") into.pipelining = true;
  if (keyword == "LOGIN-DELAY") {
    const std::string seconds = next_keyword(line);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
    if (error == std::errc{} && end == seconds.data() + seconds.size()) into.login_delay = value;
  }
  if (keyword == "SASL")
    for (auto name = next_keyword(line); !name.empty() && into.sasl.size() < max_mechanisms;
         name = next_keyword(line))
      into.sasl.push_back(std::move(name));
}

}  // namespace

capabilities parse_capabilities(std::string_view body) {
  capabilities all;
  all.known = true;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    add(all, body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return all;
}

capabilities without_capa() {
  capabilities few;
  few.user = true;
  return few;
}

}  // namespace watchpost::mail::pop3
