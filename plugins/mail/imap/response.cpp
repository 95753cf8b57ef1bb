#include "response.h"

#include "lexer.h"
#include "mail/server_words.h"
#include "mail/text/ascii.h"
#include "syntax.h"

#include <algorithm>
#include <array>
#include <utility>

namespace watchpost::mail::imap {

namespace {

std::optional<status> status_of(std::string_view word) {
  const std::string name = ascii::uppered(word);
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
    s.code.name = ascii::uppered(inside.substr(0, blank));
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
    const std::string item = ascii::uppered(*word);
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
    if (!word || ascii::uppered(*word) != "TAG" || !ahead.blanks()) return std::nullopt;
    auto tag = ahead.astring();
    if (!tag || !ahead.take(')')) return std::nullopt;
    found.tag = std::move(*tag);
    in = ahead;
  }
  while (in.blanks() && !in.done()) {
    const auto word = in.atom();
    if (!word) return std::nullopt;
    const std::string name = ascii::uppered(*word);
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
  std::string name = ascii::uppered(*word);
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
  if (ascii::is_digit(in.peek())) return parse_numbered(in, into);
  const auto word = in.atom();
  if (!word) return false;
  if (const auto what = status_of(*word)) {
    into.data = parse_status(*what, in.rest());
    return in.done() || in.peek() == ' ';
  }
  std::string name = ascii::uppered(*word);
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
    const std::string name = ascii::uppered(*item);
    bool good = false;
    if (in.peek() == '[') {
      const auto section = in.section();
      good = section && parse_body(ascii::uppered(*section), in, data);
    } else {
      good = parse_value(name, in, data);
    }
    if (!good) return std::nullopt;
    in.blanks();
  }
  return data;
}

namespace {

constexpr std::array<std::pair<std::string_view, cause>, 20> known_codes{{
    {"AUTHENTICATIONFAILED", cause::credentials},
    {"EXPIRED", cause::credentials},
    {"AUTHORIZATIONFAILED", cause::permanent},
    {"PRIVACYREQUIRED", cause::insecure},
    {"UNAVAILABLE", cause::temporary},
    {"SERVERBUG", cause::temporary},
    {"EXPUNGEISSUED", cause::temporary},
    {"INUSE", cause::busy},
    {"IN-USE", cause::busy},
    {"LIMIT", cause::busy},
    {"THROTTLED", cause::busy},
    {"OVERQUOTA", cause::quota},
    {"CLIENTBUG", cause::protocol},
    {"CONTACTADMIN", cause::permanent},
    {"NOPERM", cause::permanent},
    {"CORRUPTION", cause::permanent},
    {"CANNOT", cause::permanent},
    {"NONEXISTENT", cause::permanent},
    {"TRYCREATE", cause::permanent},
    {"READ-ONLY", cause::permanent},
}};

// BYE is IMAP's 421.
cause without_code(stage at, status what, std::string_view text) {
  const bool of_syntax =
      what == status::bad && speaks_of(text, {"argument", "parameter", "invalid", "syntax"});
  if (speaks_of_a_limit(text) && !of_syntax) return cause::busy;
  const bool coming_in = at == stage::greeting || at == stage::sign_in;
  if (coming_in && speaks_of_trouble(text)) return cause::busy;
  switch (what) {
    case status::bad: return cause::protocol;
    case status::bye:
      if (at == stage::greeting) return cause::temporary;
      if (at != stage::sign_in) return cause::closed;
      return cause_of_refused_sign_in(text) == cause::credentials ? cause::credentials : cause::busy;
    default: return at == stage::sign_in ? cause_of_refused_sign_in(text) : cause::permanent;
  }
}

}  // namespace

failure refusal(stage at, const status_response& said) {
  failure f = make_failure(at, without_code(at, said.what, said.text));
  const auto* code = std::find_if(known_codes.begin(), known_codes.end(),
                                  [&](const auto& c) { return c.first == said.code.name; });
  if (code != known_codes.end()) {
    f.why = code->second;
    f.enhanced = said.code.name;
    if (f.why == cause::quota && speaks_of(said.text, {"bandwidth"}))
      f.why = cause::busy;  // Gmail's bandwidth
    const bool coming_in = at == stage::greeting || at == stage::sign_in;
    if (coming_in && said.code.name == "UNAVAILABLE") f.why = cause::busy;
  }
  f.server = printable(said.text);
  if (f.why == cause::busy) f.wait = suggested_wait(said.text);
  return f;
}

}  // namespace watchpost::mail::imap
