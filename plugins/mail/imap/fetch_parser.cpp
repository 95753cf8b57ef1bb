#include "fetch_parser.h"

#include "internal_date.h"

namespace watchpost::mail::imap {
namespace {

bool parse_body(std::string_view section, lexer& in, fetch_data& into) {
  std::uint64_t origin = 0;
  if (in.take('<')) {  // of a partial fetch
    const auto from = in.number64();
    if (!from || !in.take('>')) return false;
    origin = *from;
  }
  std::optional<std::string> text;
  if (!in.blanks() || !in.nstring(text)) return false;
  if (section.starts_with("HEADER")) {
    into.header = std::move(text).value_or(std::string());
  } else if (section.empty() && origin == 0) {
    into.body = std::move(text).value_or(std::string());
  }
  return true;
}

bool parse_value(std::string_view name, lexer& in, fetch_data& into) {
  if (!in.blanks()) return false;
  if (name == "UID") {
    into.uid = in.number();
    return into.uid.has_value() && *into.uid != 0;
  }
  if (name == "FLAGS") {
    return in.skip_flags();
  }
  if (name == "RFC822.SIZE") {
    into.size = in.number64();
    return into.size.has_value();
  }
  if (name == "INTERNALDATE") {
    std::optional<std::string> date;
    if (!in.nstring(date)) return false;
    if (date) into.arrived = parse_internal_date(*date);
    return true;
  }
  if (name == "RFC822.HEADER") {
    std::optional<std::string> text;
    if (!in.nstring(text)) return false;
    into.header = std::move(text).value_or(std::string());
    return true;
  }
  return in.skip_value();
}

}  // namespace

std::optional<std::vector<std::string>> parse_flags(lexer& in) {
  if (!in.take('(')) return std::nullopt;
  std::vector<std::string> flags;
  in.blanks();
  while (!in.take(')')) {
    const auto flag = in.atom();
    if (!flag) return std::nullopt;
    flags.emplace_back(*flag);
    in.blanks();
  }
  return flags;
}

std::optional<fetch_data> parse_fetch(std::uint32_t number, lexer& in) {
  fetch_data data;
  data.number = number;
  if (!in.take('(')) return std::nullopt;
  in.blanks();
  while (!in.take(')')) {
    const auto item = in.atom(true);
    if (!item) return std::nullopt;
    const std::string name = to_upper(*item);
    bool good = false;
    if (in.peek() == '[') {
      const auto section = in.section();
      good = section && parse_body(to_upper(*section), in, data);
    } else {
      good = parse_value(name, in, data);
    }
    if (!good) return std::nullopt;
    in.blanks();
  }
  return data;
}

}  // namespace watchpost::mail::imap
