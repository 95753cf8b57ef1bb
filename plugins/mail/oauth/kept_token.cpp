#include "kept_token.h"

#include <charconv>

namespace watchpost::mail::oauth {
namespace {

constexpr std::string_view version = "1";

std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

}  // namespace

std::string encode(const kept_token& token) {
  std::string text(version);
  text += ' ' + token.client + ' ' + std::to_string(token.obtained) + ' ';
  return text.append(token.text.view());
}

std::optional<kept_token> decode_kept_token(std::string_view text) {
  if (take_word(text) != version) return std::nullopt;
  kept_token token;
  token.client = take_word(text);
  const std::string_view obtained = take_word(text);
  const auto [end, error] =
      std::from_chars(obtained.data(), obtained.data() + obtained.size(), token.obtained);
  if (error != std::errc{} || end != obtained.data() + obtained.size() || text.empty()) return std::nullopt;
  token.text = sasl::secret_text(text);
  return token;
}

}  // namespace watchpost::mail::oauth
