#include "scram_message.h"

#include "failures.h"
#include "mechanism.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace watchpost::mail::sasl {
namespace {

failure broken(const char* what) { return sign_in_failure(cause::protocol, std::string("SCRAM: ") + what); }

// Takes "k=value" off the front of `message`. Nothing when another attribute, or none, stands there.
std::optional<std::string_view> take(std::string_view& message, char key) {
  if (message.size() < 2 || message[0] != key || message[1] != '=') return std::nullopt;
  const std::size_t comma = message.find(',');
  const std::string_view value = message.substr(2, comma == std::string_view::npos ? comma : comma - 2);
  message.remove_prefix(comma == std::string_view::npos ? message.size() : comma + 1);
  return value;
}

// RFC 5802 section 7: posit-number.
std::optional<unsigned> positive(std::string_view text) {
  unsigned value = 0;
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

failure server_error(std::string_view value) {
  constexpr std::string_view wrong_login[] = {"invalid-proof", "unknown-user", "invalid-username-encoding"};
  failure f = sign_in_failure(
      std::ranges::find(wrong_login, value) != std::end(wrong_login) ? cause::credentials : cause::permanent,
      {});
  f.enhanced = printable(value);
  f.server = "e=" + f.enhanced;
  return f;
}

}  // namespace

result<server_first> parse_server_first(std::string_view message, std::string_view client_nonce) {
  if (const auto error = take(message, 'e')) return server_error(*error);
  if (message.starts_with("m=")) return broken("the server requires an extension");
  const auto nonce = take(message, 'r');
  if (!nonce) return broken("no nonce in the server's first message");
  const auto salt = take(message, 's');
  if (!salt) return broken("no salt in the server's first message");
  const auto count = take(message, 'i');
  if (!count) return broken("no iteration count in the server's first message");

  server_first first;
  if (!nonce->starts_with(client_nonce) || nonce->size() == client_nonce.size() || !printable_ascii(*nonce))
    return broken("the server's nonce does not extend ours");
  first.nonce = *nonce;
  auto decoded = from_base64(*salt);
  if (!decoded || decoded->empty()) return broken("the salt is not base64");
  first.salt = std::move(*decoded);
  const auto rounds = positive(*count);
  if (!rounds) return broken("the iteration count is not a number");
  if (*rounds < least_rounds) return broken("the iteration count is too small to be safe");
  if (*rounds > most_rounds) return broken("the iteration count is too large");
  first.rounds = *rounds;
  return first;
}

result<std::string> parse_server_final(std::string_view message) {
  if (const auto error = take(message, 'e')) return server_error(*error);
  const auto verifier = take(message, 'v');
  if (!verifier) return broken("no signature in the server's final message");
  auto decoded = from_base64(*verifier);
  if (!decoded || decoded->empty()) return broken("the server's signature is not base64");
  return std::move(*decoded);
}

std::string escaped_name(std::string_view username) {
  std::string name;
  name.reserve(username.size());
  for (const char c : username) {
    if (c == '=')
      name += "=3D";
    else if (c == ',')
      name += "=2C";
    else
      name += c;
  }
  return name;
}

result<void> check_prepared(std::string_view what, std::string_view text) {
  const std::string refused = "the " + std::string(what) + " has characters that SCRAM does not take";
  // printable() keeps exactly UTF-8 without control characters; in pieces, as it cuts long text.
  while (!text.empty()) {
    std::size_t piece = std::min<std::size_t>(text.size(), 400);
    while (piece < text.size() && (static_cast<unsigned char>(text[piece]) & 0xC0U) == 0x80U && piece < 404)
      ++piece;
    const std::string_view part = text.substr(0, piece);
    if (printable(part) != part) return sign_in_failure(cause::credentials, refused);
    text.remove_prefix(piece);
  }
  return {};
}

}  // namespace watchpost::mail::sasl
