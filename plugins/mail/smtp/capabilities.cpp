#include "capabilities.h"

#include "../message/ascii.h"

#include <algorithm>
#include <charconv>

namespace watchpost::mail::smtp {
namespace {

constexpr std::size_t max_mechanisms = 64;
constexpr std::size_t max_mechanism_name = 20;  // RFC 4422 section 3.1

// Cuts the next word off `rest`.
std::string_view next_word(std::string_view& rest) {
  const auto begin = std::min(rest.find_first_not_of(" \t"), rest.size());
  const auto end = std::min(rest.find_first_of(" \t", begin), rest.size());
  const auto word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

void add_mechanism(std::vector<std::string>& to, std::string_view name) {
  const auto allowed = [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; };
  if (name.empty() || name.size() > max_mechanism_name || to.size() == max_mechanisms ||
      !std::all_of(name.begin(), name.end(), allowed) || ascii::holds_word(to, name))
    return;
  std::transform(name.begin(), name.end(), std::back_inserter(to.emplace_back()), ascii::upper);
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace

capabilities read_capabilities(const reply& ehlo) {
  capabilities found;
  for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {  // line 0 greets
    std::string_view rest = ehlo.lines[i];
    const auto keyword = next_word(rest);
    if (ascii::same_word(keyword, "PIPELINING")) found.pipelining = true;
    if (ascii::same_word(keyword, "STARTTLS")) found.starttls = true;
    if (ascii::same_word(keyword, "8BITMIME")) found.eight_bit = true;
    if (ascii::same_word(keyword, "SIZE")) {
      found.size = true;
      found.max_size = number(next_word(rest));
    }
    constexpr std::string_view old_form = "AUTH=";
    if (ascii::same_word(keyword.substr(0, old_form.size()), old_form))
      add_mechanism(found.mechanisms, keyword.substr(old_form.size()));
    else if (!ascii::same_word(keyword, "AUTH"))
      continue;
    for (auto name = next_word(rest); !name.empty(); name = next_word(rest))
      add_mechanism(found.mechanisms, name);
  }
  return found;
}

}  // namespace watchpost::mail::smtp
