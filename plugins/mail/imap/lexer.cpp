#include "lexer.h"

#include "limits.h"

#include <charconv>

namespace watchpost::mail::imap {
namespace {

bool atom_char(char c, bool to_bracket) {
  const auto u = static_cast<unsigned char>(c);
  if (u <= 0x20 || u == 0x7f) return false;
  return c != '(' && c != ')' && c != '{' && c != '"' && !(to_bracket && c == '[');
}

template <class T>
std::optional<T> take_number(std::string_view& rest) {
  T value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc{}) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return value;
}

}  // namespace

bool lexer::take(char c) {
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

bool lexer::blanks() {
  if (peek() != ' ') return false;
  while (take(' ')) {
  }
  return true;
}

std::optional<std::string_view> lexer::atom(bool to_bracket) {
  std::size_t n = 0;
  while (n < rest_.size() && atom_char(rest_[n], to_bracket)) ++n;
  if (n == 0) return std::nullopt;
  const auto word = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return word;
}

std::optional<std::uint32_t> lexer::number() { return take_number<std::uint32_t>(rest_); }
std::optional<std::uint64_t> lexer::number64() { return take_number<std::uint64_t>(rest_); }

std::optional<std::string> lexer::quoted() {
  std::string value;
  for (std::size_t i = 1; i < rest_.size(); ++i) {
    char c = rest_[i];
    if (c == '"') {
      rest_.remove_prefix(i + 1);
      return value;
    }
    if (c == '\r' || c == '\n') return std::nullopt;
    if (c == '\\' && ++i < rest_.size()) c = rest_[i];
    if (i < rest_.size()) value += c;
  }
  return std::nullopt;
}

// "{5}", "{5+}" and the literal8 "~{5}" (RFC 3516), then CRLF and the bytes.
std::optional<std::string> lexer::literal() {
  lexer ahead(rest_);
  ahead.take('~');
  if (!ahead.take('{')) return std::nullopt;
  const auto size = ahead.number();
  if (!size) return std::nullopt;
  ahead.take('+');
  if (!ahead.take('}') || !ahead.take('\r') || !ahead.take('\n') || *size > ahead.rest_.size())
    return std::nullopt;
  std::string value(ahead.rest_.substr(0, *size));
  rest_ = ahead.rest_.substr(*size);
  return value;
}

std::optional<std::string> lexer::string() { return peek() == '"' ? quoted() : literal(); }

std::optional<std::string> lexer::astring() {
  if (peek() == '"' || peek() == '{') return string();
  const auto word = atom();
  if (!word) return std::nullopt;
  return std::string(*word);
}

bool lexer::nstring(std::optional<std::string>& into) {
  lexer ahead(*this);
  if (const auto word = ahead.atom(); word && to_upper(*word) == "NIL") {
    *this = ahead;
    into.reset();
    return true;
  }
  into = string();
  return into.has_value();
}

std::optional<std::string_view> lexer::section() {
  lexer ahead(rest_);
  if (!ahead.take('[')) return std::nullopt;
  const auto inside = ahead.rest_;
  while (!ahead.done() && ahead.peek() != ']') {
    const char c = ahead.peek();
    if (c == '"' || c == '{') {
      if (!ahead.string()) return std::nullopt;
    } else if (c == '\r' || c == '\n') {
      return std::nullopt;
    } else {
      ahead.take(c);
    }
  }
  const auto length = inside.size() - ahead.rest_.size();
  if (!ahead.take(']')) return std::nullopt;
  rest_ = ahead.rest_;
  return inside.substr(0, length);
}

bool lexer::skip_flags() {
  const auto end = rest_.find(')');
  if (peek() != '(' || end == rest_.npos) return false;
  rest_.remove_prefix(end + 1);
  return true;
}

bool lexer::skip_value() {
  lexer ahead(rest_);
  unsigned depth = 0;
  do {
    ahead.blanks();
    const char c = ahead.peek();
    if (c == '(') {
      if (++depth > max_depth) return false;
      ahead.take('(');
    } else if (c == ')') {
      if (depth == 0) return false;
      --depth;
      ahead.take(')');
    } else if (c == '"' || c == '{' || ahead.rest_.starts_with("~{")) {
      if (!ahead.string()) return false;
    } else if (!ahead.atom()) {
      return false;
    }
  } while (depth > 0);
  rest_ = ahead.rest_;
  return true;
}

std::string to_upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

}  // namespace watchpost::mail::imap
