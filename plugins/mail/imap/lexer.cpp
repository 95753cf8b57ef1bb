#include "lexer.h"

#include "mail/text/ascii.h"
#include "mail/text/number.h"

#include <optional>

namespace watchpost::mail::imap {

namespace {

bool atom_char(char c, bool to_bracket) {
  const auto u = static_cast<unsigned char>(c);
  if (u <= 0x20 || u == 0x7f) return false;
  return c != '(' && c != ')' && c != '{' && c != '"' && !(to_bracket && c == '[');
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
  if (const auto word = ahead.atom(); word && ascii::uppered(*word) == "NIL") {
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

namespace {

// Only untagged data holds literals.
bool ends_in_words(std::string_view line) {
  if (!line.starts_with("* ")) return true;
  lexer in(line.substr(2));
  const auto word = in.atom();
  if (!word) return true;
  const std::string name = ascii::uppered(*word);
  return name == "OK" || name == "NO" || name == "BAD" || name == "BYE" || name == "PREAUTH";
}

struct announced {
  std::size_t at = 0;                 // where "{" stands
  std::optional<std::uint64_t> size;  // nothing: beyond all measure
};

std::optional<announced> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == line.npos) return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  if (digits.ends_with('+')) digits.remove_suffix(1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  return announced{open, to_number<std::uint64_t>(digits)};
}

}  // namespace

assembler::step assembler::line(std::string_view line) {
  if (text_.empty()) words_ = ends_in_words(line);
  if (line.find('\0') != line.npos) return step::malformed;
  if (text_.size() + line.size() > most_) return step::limit;
  const auto literal = words_ ? std::nullopt : literal_at_end(line);
  if (!literal) {
    text_ += line;
    return step::complete;
  }
  if (!literal->size || *literal->size > max_dropped) return step::limit;
  literal_size_ = *literal->size;
  text_ += line.substr(0, literal->at);
  return step::literal;
}

assembler::step assembler::literal(std::string_view kept) {
  if (text_.size() + kept.size() > most_) return step::limit;
  text_ += '{' + std::to_string(kept.size()) + "}\r\n";
  text_ += kept;
  return step::literal;
}

void assembler::clear() {
  text_.clear();
  literal_size_ = 0;
}

}  // namespace watchpost::mail::imap
