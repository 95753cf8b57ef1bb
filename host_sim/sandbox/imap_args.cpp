#include "imap_args.h"

#include "text.h"

namespace watchpost::sandbox {
namespace {

constexpr std::string_view atom_stops = " (){\"%*\\\r\n";
constexpr std::string_view pattern_stops = " (){\"\\\r\n";
constexpr std::size_t most_words = 1000;

}  // namespace

bool imap_args::take(char c) {
  if (peek() != c || rest_.empty()) return false;
  rest_.remove_prefix(1);
  return true;
}

bool imap_args::take_word(std::string_view text) {
  if (!istarts_with(rest_, text)) return false;
  const auto after = rest_.substr(text.size());
  if (!after.empty() && after[0] != ' ' && after[0] != ')' && after[0] != '(') return false;
  rest_ = after;
  return true;
}

std::optional<std::string_view> imap_args::run_until(std::string_view stops) {
  const auto text = rest_.substr(0, rest_.find_first_of(stops));
  if (text.empty()) return std::nullopt;
  rest_.remove_prefix(text.size());
  return text;
}

std::optional<std::string> imap_args::quoted() {
  std::string out;
  for (std::size_t i = 1; i < rest_.size(); ++i) {
    char c = rest_[i];
    if (c == '"') {
      rest_.remove_prefix(i + 1);
      return out;
    }
    if (c == '\r' || c == '\n') break;
    if (c == '\\') {
      if (++i == rest_.size() || (rest_[i] != '"' && rest_[i] != '\\')) break;
      c = rest_[i];
    }
    out += c;
  }
  return std::nullopt;
}

std::optional<std::string> imap_args::literal() {
  const auto line_end = rest_.find("\r\n");
  if (line_end == std::string_view::npos) return std::nullopt;
  const auto mark = literal_at_end(rest_.substr(0, line_end));
  const auto bytes = rest_.substr(line_end + 2);
  if (!mark || rest_.find('}') + 1 != line_end || mark->size > bytes.size()) return std::nullopt;
  rest_ = bytes.substr(mark->size);
  return std::string(bytes.substr(0, mark->size));
}

std::optional<std::string> imap_args::string_or(std::string_view stops) {
  if (peek() == '"') return quoted();
  if (peek() == '{') return literal();
  const auto text = run_until(stops);
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::optional<std::string> imap_args::astring() { return string_or(atom_stops); }
std::optional<std::string> imap_args::list_pattern() { return string_or(pattern_stops); }

template <class Item>
imap_args::list imap_args::rest_of_list(std::optional<Item> (imap_args::*item)()) {
  std::vector<std::string> all;
  while (all.size() < most_words) {
    auto next = (this->*item)();
    if (!next) return std::nullopt;
    all.emplace_back(std::move(*next));
    if (take(')')) return all;
    if (!space()) return std::nullopt;
  }
  return std::nullopt;
}

imap_args::list imap_args::word_list() {
  if (!take('(')) return std::nullopt;
  return take(')') ? std::vector<std::string>() : rest_of_list(&imap_args::word);
}

imap_args::list imap_args::astring_list() {
  return take('(') ? rest_of_list(&imap_args::astring) : std::nullopt;
}

std::optional<literal_mark> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  literal_mark mark;
  if (digits.ends_with('+')) {
    mark.waits = false;
    digits.remove_suffix(1);
  }
  const auto size = parse_number(digits);
  if (!size) return std::nullopt;
  mark.size = *size;
  return mark;
}

std::string imap_quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c != '\r' && c != '\n') out += c;
  }
  return out + '"';
}

}  // namespace watchpost::sandbox
