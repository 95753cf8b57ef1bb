#include "credentials.h"

#include "distance.h"
#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "tokens.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

constexpr std::array credentials_table{
    credential_word{"login", credential::login},
    credential_word{"ログイン", credential::login},
    credential_word{"user", credential::user},
    credential_word{"username", credential::user},
    credential_word{"ユーザー", credential::user},
    credential_word{"ユーザ", credential::user},
    credential_word{"ユーザー名", credential::user},
    credential_word{"ユーザ名", credential::user},
    credential_word{"password", credential::password},
    credential_word{"pass", credential::password},
    credential_word{"パスワード", credential::password},
    credential_word{"code", credential::code},
    credential_word{"totp", credential::code},
    credential_word{"otp", credential::code},
    credential_word{"コード", credential::code},
    credential_word{"認証コード", credential::code},
    credential_word{"ワンタイムコード", credential::code},
    credential_word{"ワンタイムパスワード", credential::code},
};

// Beside those above.
constexpr auto secret_words = std::to_array<std::string_view>(
    {"password", "passw",      "passphrase", "passcode",   "passwort",     "kennwort",     "losung",
     "pwd",      "pw",         "pin",        "puk",        "tan",          "secret",       "geheim",
     "token",    "credential", "パスワード", "パスコード", "パスフレーズ", "暗証",         "合言葉",
     "合い言葉", "秘密",       "ワンタイム", "認証",       "contraseña",   "mot de passe", "wachtwoord",
     "senha",    "парол",      "密码",       "密碼",       "비밀번호"});
constexpr std::size_t short_word = 3;  // up to it a word counts as a whole only: "pin" is in "spinning"
constexpr std::size_t least_digits = 4, most_digits = 10;

constexpr auto label_ends = std::to_array<std::string_view>({":", "：", "=", "＝"});

// The credential word at the front of `text` with the mark behind it is cut off.
std::optional<credential> take_word(std::string_view& text) {
  const auto words = tokens(text);
  if (!words || words->empty() || words->front().kind != token_kind::word) return std::nullopt;
  const token& first = words->front();
  const auto colon = std::min(first.raw.find(label_ends[0]), first.raw.find(label_ends[1]));
  const auto end = std::min(colon, first.raw.size());
  const auto kind = credential_of(fold(first.raw.substr(0, end)));
  if (!kind) return std::nullopt;
  std::string_view rest = trimmed(text.substr(first.begin + end));
  for (const auto mark : label_ends)
    if (rest.starts_with(mark)) {
      rest = trimmed(rest.substr(mark.size()));
      break;
    }
  text = rest;
  return kind;
}

bool take_user(std::string_view rest, bool with_password, credentials& into) {
  const auto words = tokens(rest);
  if (!words || words->empty()) return false;
  const std::string user(words->front().raw);
  rest = trimmed(rest.substr(words->front().end));
  const bool more = !rest.empty();
  if (more && take_word(rest) != credential::password && !with_password) return false;
  into.user = user;
  if (more) into.password = plugin::secret(rest);
  return true;
}

bool take_code(std::string_view rest, credentials& into) {
  std::string digits;
  for (const char c : fold(rest)) {
    if (mail::ascii::is_digit(c))
      digits += c;
    else if (c != ' ' && c != '-' && c != '.')
      return false;
  }
  if (has_script_digit(rest) || digits.size() < least_digits || digits.size() > most_digits) return false;
  into.code = std::move(digits);
  return true;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || mail::ascii::is_eight_bit(c); }

template <class Each>
bool any_word(std::string_view folded, Each each) {
  while (!folded.empty()) {
    const auto begin = std::find_if(folded.begin(), folded.end(), is_letter);
    const auto end = std::find_if_not(begin, folded.end(), is_letter);
    const auto word = std::string_view(begin, end);
    if (!word.empty() && each(word)) return true;
    folded = std::string_view(end, folded.end());
  }
  return false;
}

}  // namespace

std::span<const credential_word> credential_words() { return credentials_table; }

std::optional<credential> credential_of(std::string_view folded) {
  const auto at = std::find_if(credentials_table.begin(), credentials_table.end(),
                               [&](const credential_word& w) { return w.word == folded; });
  return at == credentials_table.end() ? std::nullopt : std::optional(at->kind);
}

bool take_credentials(std::string_view line, credentials& into) {
  const auto kind = take_word(line);
  if (!kind) return false;
  switch (*kind) {
    case credential::password: into.password = plugin::secret(line); return true;
    case credential::code: return take_code(line, into);
    case credential::login:
    case credential::user: return take_user(line, *kind == credential::login, into);
  }
  return false;
}

bool names_secret(std::string_view line) {
  const std::string folded = fold(line);
  const auto found = [&](std::string_view word) {
    return word.size() > short_word && folded.find(word) != std::string::npos;
  };
  if (std::any_of(secret_words.begin(), secret_words.end(), found)) return true;
  return any_word(folded, [](std::string_view word) {
    if (std::find(secret_words.begin(), secret_words.end(), word) != secret_words.end()) return true;
    const auto slip = [&](std::string_view of) { return distance(word, of, tolerance(of)) <= tolerance(of); };
    return credential_of(word).has_value() ||
           (word.size() > short_word + 2 && (slip("password") || slip("passwort")));
  });
}

bool announces_secret(std::string_view line) {
  std::string folded = fold(line);
  while (!folded.empty() && (folded.back() == ':' || folded.back() == '=' || folded.back() == ' '))
    folded.pop_back();
  return credential_of(folded).has_value() ||
         std::find(secret_words.begin(), secret_words.end(), folded) != secret_words.end() ||
         (names_secret(folded) && line != folded && folded.size() < fold(line).size());
}

}  // namespace watchpost::mail_command::grammar
