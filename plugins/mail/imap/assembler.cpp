#include "assembler.h"

#include "lexer.h"

#include <charconv>
#include <optional>

namespace watchpost::mail::imap {
namespace {

// Only untagged data holds literals.
bool ends_in_words(std::string_view line) {
  if (!line.starts_with("* ")) return true;
  lexer in(line.substr(2));
  const auto word = in.atom();
  if (!word) return true;
  const std::string name = to_upper(*word);
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
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  announced a{open, std::nullopt};
  if (error == std::errc{}) a.size = size;
  return a;
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
