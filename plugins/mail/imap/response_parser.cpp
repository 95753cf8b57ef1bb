#include "fetch_parser.h"
#include "lexer.h"
#include "response.h"

#include <utility>

namespace watchpost::mail::imap {
namespace {

std::optional<status> status_of(std::string_view word) {
  const std::string name = to_upper(word);
  if (name == "OK") return status::ok;
  if (name == "NO") return status::no;
  if (name == "BAD") return status::bad;
  if (name == "PREAUTH") return status::preauth;
  if (name == "BYE") return status::bye;
  return std::nullopt;
}

// resp-text: "[CODE argument] words". A bracket that never closes belongs to the words.
status_response parse_status(status what, std::string_view text) {
  status_response s;
  s.what = what;
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (const auto end = text.find(']'); text.starts_with('[') && end != text.npos) {
    const auto inside = text.substr(1, end - 1);
    const auto blank = inside.find(' ');
    s.code.name = to_upper(inside.substr(0, blank));
    if (blank != inside.npos) s.code.argument = inside.substr(blank + 1);
    text.remove_prefix(end + 1);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  s.text = text;
  return s;
}

std::optional<list_data> parse_list(lexer& in) {
  list_data list;
  auto attributes = parse_flags(in);
  std::optional<std::string> delimiter;
  if (!attributes || !in.blanks() || !in.nstring(delimiter) || !in.blanks()) return std::nullopt;
  auto name = in.astring();
  if (!name) return std::nullopt;
  list.attributes = std::move(*attributes);
  list.delimiter = std::move(delimiter).value_or(std::string());
  list.name = std::move(*name);
  while (in.blanks())  // extended data (RFC 5258)
    if (!in.done() && !in.skip_value()) return std::nullopt;
  return list;
}

// mailbox SP "(" *(name SP number) ")"
std::optional<mailbox_status_data> parse_mailbox_status(lexer& in) {
  mailbox_status_data data;
  auto name = in.astring();
  if (!name || !in.blanks() || !in.take('(')) return std::nullopt;
  data.name = std::move(*name);
  in.blanks();
  while (!in.take(')')) {
    const auto word = in.atom();
    if (!word || !in.blanks()) return std::nullopt;
    const std::string item = to_upper(*word);
    auto* into = item == "MESSAGES"      ? &data.messages
                 : item == "UIDVALIDITY" ? &data.validity
                 : item == "UIDNEXT"     ? &data.next
                                         : nullptr;
    if (into == nullptr ? !in.skip_value() : !(*into = in.number())) return std::nullopt;
    in.blanks();
  }
  return data;
}

std::optional<search_data> parse_search(lexer& in) {
  search_data found;
  while (in.blanks() && !in.done()) {
    if (in.peek() == '(') {  // (MODSEQ 917162500), RFC 7162
      if (!in.skip_value()) return std::nullopt;
      continue;
    }
    const auto n = in.number();
    if (!n || *n == 0) return std::nullopt;
    found.found.push_back({*n, *n});
  }
  return found;
}

// esearch-response: [SP "(TAG" SP string ")"] [SP "UID"] *(SP name SP value), RFC 4731 section 3.1.
std::optional<search_data> parse_esearch(lexer& in) {
  search_data found;
  if (lexer ahead(in); ahead.blanks() && ahead.take('(')) {
    const auto word = ahead.atom();
    if (!word || to_upper(*word) != "TAG" || !ahead.blanks()) return std::nullopt;
    auto tag = ahead.astring();
    if (!tag || !ahead.take(')')) return std::nullopt;
    found.tag = std::move(*tag);
    in = ahead;
  }
  while (in.blanks() && !in.done()) {
    const auto word = in.atom();
    if (!word) return std::nullopt;
    const std::string name = to_upper(*word);
    if (name == "UID") {
      found.uid = true;
      continue;
    }
    if (!in.blanks()) return std::nullopt;
    if (name == "COUNT") {
      found.count = in.number();
      if (!found.count) return std::nullopt;
    } else if (name == "ALL") {
      const auto set = in.atom();
      auto ranges = set ? parse_set(*set) : std::nullopt;
      if (!ranges) return std::nullopt;
      found.found = std::move(*ranges);
    } else if (!in.skip_value()) {
      return std::nullopt;
    }
  }
  return found;
}

// "12 EXISTS" and its like.
bool parse_numbered(lexer& in, response& into) {
  const auto number = in.number();
  if (!number || !in.blanks()) return false;
  const auto word = in.atom();
  if (!word) return false;
  std::string name = to_upper(*word);
  if (name == "EXISTS") {
    into.data = exists_data{*number};
  } else if (name == "RECENT") {
    into.data = recent_data{*number};
  } else if (name == "EXPUNGE") {
    into.data = expunge_data{*number};
    return *number != 0;
  } else if (name == "FETCH") {
    if (*number == 0 || !in.blanks()) return false;
    auto data = parse_fetch(*number, in);
    if (!data) return false;
    into.data = std::move(*data);
  } else {
    into.data = other_data{std::move(name)};
    return true;
  }
  in.blanks();
  return in.done();
}

template <class T>
bool keep(std::optional<T> data, lexer& in, response& into) {
  if (!data) return false;
  into.data = std::move(*data);
  in.blanks();
  return in.done();
}

bool parse_untagged(lexer& in, response& into) {
  if (in.peek() >= '0' && in.peek() <= '9') return parse_numbered(in, into);
  const auto word = in.atom();
  if (!word) return false;
  if (const auto what = status_of(*word)) {
    into.data = parse_status(*what, in.rest());
    return in.done() || in.peek() == ' ';
  }
  std::string name = to_upper(*word);
  if (name == "CAPABILITY") {
    in.blanks();
    into.data = capability_data{std::string(in.rest())};
    return true;
  }
  if (name == "SEARCH") return keep(parse_search(in), in, into);
  if (name == "ESEARCH") return keep(parse_esearch(in), in, into);
  if (name == "STATUS") return in.blanks() && keep(parse_mailbox_status(in), in, into);
  if (name == "LIST" || name == "LSUB" || name == "XLIST")
    return in.blanks() && keep(parse_list(in), in, into);
  into.data = other_data{std::move(name)};
  return true;
}

}  // namespace

std::optional<response> parse_response(std::string_view text) {
  response r;
  lexer in(text);
  if (in.take('+')) {  // some servers send no blank behind it
    r.tag = "+";
    in.take(' ');
    r.data = continuation{std::string(in.rest())};
    return r;
  }
  const auto tag = in.atom();
  if (!tag || !in.blanks()) return std::nullopt;
  r.tag = *tag;
  if (r.untagged()) {
    if (!parse_untagged(in, r)) return std::nullopt;
    return r;
  }
  const auto word = in.atom();
  const auto what = word ? status_of(*word) : std::nullopt;
  if (!what || *what == status::preauth || *what == status::bye) return std::nullopt;
  if (!in.done() && in.peek() != ' ') return std::nullopt;
  r.data = parse_status(*what, in.rest());
  return r;
}

}  // namespace watchpost::mail::imap
