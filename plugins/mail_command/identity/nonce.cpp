#include "nonce.h"

#include "digest.h"
#include "mail/secret.h"
#include "mail/text/ascii.h"
#include "mail/text/hex.h"
#include "sender.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford
constexpr std::size_t symbols = 12, group = 4;
constexpr std::size_t most_code = 40, hash_size = 64;

std::string hash_of(const code_terms& terms, std::int64_t until_ms, std::string_view canonical) {
  std::string text = terms.purpose;
  text += '\n' + terms.addressee + '\n' + terms.about + '\n' + std::to_string(until_ms) + '\n';
  text += canonical;
  return sha256_hex(text);
}

// Upper case, no separators, look-alikes replaced; empty: it is no code.
std::string canonical(std::string_view code) {
  std::string out;
  if (code.size() > most_code) return out;
  for (const char c : code) {
    if (c == '-' || mail::ascii::is_blank(c)) continue;
    char symbol = mail::ascii::upper(c);
    if (symbol == 'O') symbol = '0';
    if (symbol == 'I' || symbol == 'L') symbol = '1';
    if (alphabet.find(symbol) == std::string_view::npos) return {};
    out += symbol;
  }
  return out.size() == symbols ? out : std::string();
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 300 && std::none_of(text.begin(), text.end(), [](char c) {
    return mail::ascii::is_blank(c) || mail::ascii::is_control(c);
  });
}

bool sound(const code_terms& terms) {
  return is_word(terms.purpose) && is_word(terms.addressee) && is_word(terms.about);
}

}  // namespace

bool is_sound(const mailed_code& kept) {
  return kept.hash.size() == hash_size && mail::is_hex(kept.hash) && sound(kept.terms);
}

minted mint(code_terms terms, std::int64_t until_ms) {
  std::array<unsigned char, symbols> random{};
  minted out;
  if (!sound(terms) || RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return out;
  std::string plain;
  for (std::size_t i = 0; i < symbols; ++i) {
    if (i != 0 && i % group == 0) out.code += '-';
    plain += alphabet[random[i] % alphabet.size()];
    out.code += plain.back();
  }
  out.kept = {.terms = std::move(terms), .until_ms = until_ms, .hash = {}};
  out.kept.hash = hash_of(out.kept.terms, until_ms, plain);
  if (out.kept.hash.empty()) out.code.clear();
  return out;
}

bool redeems(const mailed_code& kept, std::string_view purpose, std::string_view code, std::string_view from,
             std::int64_t now_ms) {
  return same_address(kept.terms.addressee, from) && names(kept, purpose, code, now_ms);
}

bool names(const mailed_code& kept, std::string_view purpose, std::string_view code, std::int64_t now_ms) {
  const std::string given = canonical(code);
  if (given.empty() || kept.terms.purpose != purpose || now_ms >= kept.until_ms) return false;
  const std::string hash = hash_of(kept.terms, kept.until_ms, given);
  return hash.size() == hash_size && mail::same_secret(hash, kept.hash);
}

}  // namespace watchpost::mail_command::identity
