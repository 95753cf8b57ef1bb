#include "reply.h"

#include "mail/sasl/mechanism.h"
#include "mail/server_words.h"
#include "mail/text/ascii.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace watchpost::mail::smtp {

namespace {

using ascii::is_digit;

// The reply code at the front of `line`, 0 when there is none. Second digits above 5 are in use ("571").
int leading_code(std::string_view line) {
  if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2])) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::string_view enhanced_code(std::string_view text, int severity) {
  if (text.size() < 5 || text[0] - '0' != severity || severity == 3 || text[1] != '.') return {};
  std::size_t at = 2;
  for (int part = 0; part < 2; ++part) {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == begin || at - begin > 3) return {};
    if (part == 0 && (at == text.size() || text[at++] != '.')) return {};
  }
  if (at < text.size() && text[at] != ' ') return {};
  return text.substr(0, at);
}

std::string reply::text() const {
  std::string out;
  for (const auto& line : lines) {
    if (!out.empty() && !line.empty()) out += ' ';
    out += line;
  }
  return out;
}

std::string reply::words() const {
  std::string out = std::to_string(code);
  for (const auto& part : {enhanced, text()})
    if (!part.empty()) (out += ' ') += part;
  return out;
}

reply_parser::step reply_parser::end(step how, std::string_view fault) {
  fault_ = fault;
  return last_ = how;
}

reply_parser::step reply_parser::feed(std::string_view line) {
  if (last_ != step::more) return last_;
  if (line.size() > max_line) return end(step::too_much, "the reply has an oversized line");
  if (reply_.lines.size() == max_lines) return end(step::too_much, "the reply has too many lines");
  bytes_ += line.size();
  if (bytes_ > max_bytes) return end(step::too_much, "the reply is too long");

  const int code = leading_code(line);
  const char separator = line.size() > 3 ? line[3] : ' ';
  if (code == 0 || (separator != ' ' && separator != '-'))
    return end(step::garbage, "a line is no SMTP reply");
  if (!reply_.lines.empty() && code != reply_.code) {
    // postscreen greets with "220-", waits, and then says "521" to whom it does not want.
    const bool is_teaser = reply_.code == 220 && code >= 400;
    if (!is_teaser) return end(step::garbage, "the reply changes its code from line to line");
    reply_ = {};
  }
  reply_.code = code;

  auto text = line.size() > 4 ? line.substr(4) : std::string_view{};
  if (const auto enhanced = enhanced_code(text, code / 100); !enhanced.empty()) {
    if (reply_.enhanced.empty()) reply_.enhanced = enhanced;
    text.remove_prefix(enhanced.size());
    if (!text.empty()) text.remove_prefix(1);
  }
  reply_.lines.emplace_back(text);
  return last_ = separator == '-' ? step::more : step::done;
}

reply reply_parser::take() {
  reply out = std::move(reply_);
  reset();
  return out;
}

void reply_parser::reset() {
  reply_ = {};
  bytes_ = 0;
  last_ = step::more;
  fault_ = {};
}

namespace {

constexpr std::string_view blanks = " \t";

constexpr std::size_t max_mechanisms = 64;
constexpr std::size_t max_mechanism_name = 20;  // RFC 4422 section 3.1

void add_mechanism(std::vector<std::string>& to, std::string_view name) {
  const auto allowed = [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; };
  if (name.empty() || name.size() > max_mechanism_name || to.size() == max_mechanisms ||
      !std::all_of(name.begin(), name.end(), allowed) || ascii::holds_word(to, name))
    return;
  to.push_back(ascii::uppered(name));
}

}  // namespace

capabilities read_capabilities(const reply& ehlo) {
  capabilities found;
  for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {  // line 0 greets
    std::string_view rest = ehlo.lines[i];
    const auto keyword = take_word(rest, blanks);
    if (ascii::same_word(keyword, "PIPELINING")) found.pipelining = true;
    if (ascii::same_word(keyword, "STARTTLS")) found.starttls = true;
    if (ascii::same_word(keyword, "8BITMIME")) found.eight_bit = true;
    if (ascii::same_word(keyword, "SIZE")) {
      found.size = true;
      found.max_size = to_number<std::uint64_t>(take_word(rest, blanks)).value_or(0);
    }
    constexpr std::string_view old_form = "AUTH=";
    if (ascii::same_word(keyword.substr(0, old_form.size()), old_form))
      add_mechanism(found.mechanisms, keyword.substr(old_form.size()));
    else if (!ascii::same_word(keyword, "AUTH"))
      continue;
    for (auto name = take_word(rest, blanks); !name.empty(); name = take_word(rest, blanks))
      add_mechanism(found.mechanisms, name);
  }
  return found;
}

namespace {

struct meaning {
  cause why;
  std::string_view detail = {};
};

// Subject and detail of an enhanced code: "4.2.2" -> "2.2".
std::string_view subject_of(const reply& heard) {
  return heard.enhanced.size() < 2 ? std::string_view{} : std::string_view{heard.enhanced}.substr(2);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// RFC 6647: a deferral of what the server sees for the first time. Most say so; of those that only give the
// code for it, the ones are passed over that have another reason to tell.
bool is_greylisting(stage at, const reply& heard) {
  if (heard.severity() != 4 || at < stage::sender || at > stage::acceptance) return false;
  if (speaks_of(heard.text(), {"greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list"}))
    return true;
  if ((heard.code != 450 && heard.code != 451) || speaks_of_a_limit(heard.text())) return false;
  if (!is_one_of(subject_of(heard), {"7.0", "7.1"})) return false;
  return !speaks_of(heard.text(), {"cannot find", "not found", "lookup", "resolve", "dns", "spf", "dkim",
                                   "dmarc", "reputation", "blocked", "blacklist", "listed", "access denied",
                                   "virus", "spam", "policy service", "server configuration"});
}

// A limit on how much or how often (Exchange Online has codes of its own for it).
bool is_throttling(const reply& heard) {
  const bool of_recipients = heard.code == 452 && speaks_of(heard.text(), {"recipients"});
  if (heard.severity() != 4 || of_recipients) return false;
  return subject_of(heard).starts_with("7.5") || speaks_of_a_limit(heard.text());
}

// What the account may send in a day (Gmail 550 5.4.5, Exchange Online 550 5.1.90, 5.7.232, 5.7.233).
bool is_sending_limit(const reply& heard) {
  return heard.severity() == 5 && (is_one_of(subject_of(heard), {"4.5", "1.90", "7.232", "7.233"}) ||
                                   speaks_of_a_sending_limit(heard.text()));
}

// RFC 4954 sections 4 and 6.
meaning at_sign_in(const reply& heard) {
  if (heard.code == 535 || subject_of(heard) == "7.8") return {cause::credentials};
  if (heard.code == 538) return {cause::insecure, sasl::wants_tls};
  if (speaks_of_an_app_password(heard.text())) return {cause::credentials};
  if (heard.code == 534) return {cause::no_mechanism, "the server wants a stronger mechanism"};
  if (heard.code == 504) return {cause::no_mechanism, "the server does not know the mechanism"};
  return {heard.severity() == 4 ? cause::busy : cause::permanent};
}

bool is_quota(const reply& heard) {
  const auto subject = subject_of(heard);
  if (is_one_of(subject, {"2.2", "3.1"})) return true;          // mailbox full, system full
  if (is_one_of(subject, {"2.3", "3.4", "5.3"})) return false;  // message too big, too many recipients
  return heard.code == 452 || heard.code == 552;
}

meaning meaning_of(stage at, const reply& heard) {
  if (heard.severity() < 4) return {cause::protocol, "another reply was due"};
  if (heard.code == 432 && subject_of(heard) == "7.12")
    return {cause::no_mechanism, "the server wants one sign-in with PLAIN first"};
  if (is_greylisting(at, heard)) return {cause::greylisted};
  if (heard.code == 421 || heard.code == 432 || is_throttling(heard)) return {cause::busy};
  if (is_sending_limit(heard)) return {cause::allowance};
  if (is_one_of(subject_of(heard), {"3.2", "4.5"}) && heard.severity() == 4)
    return {cause::busy};  // not accepting mail, congestion
  if (at == stage::sign_in && heard.code != 530) return at_sign_in(heard);
  if (heard.severity() == 4 && speaks_of_back_pressure(heard.text()))
    return {cause::busy, "the server is short of memory or disk (back pressure)"};
  if (is_quota(heard)) return {cause::quota};
  if (heard.code == 530) return {cause::permanent, "the server wants a sign-in or STARTTLS first"};
  if (at == stage::tls && heard.severity() == 5) return {cause::no_starttls};
  return {heard.severity() == 4 ? cause::temporary : cause::permanent};
}

}  // namespace

failure verdict(stage at, const reply& heard) {
  const auto [why, detail] = meaning_of(at, heard);
  failure f = make_failure(at, why, std::string(detail));
  f.code = heard.code;
  f.enhanced = heard.enhanced;
  f.server = printable(heard.text());
  if (why == cause::busy) f.wait = suggested_wait(heard.text());
  return f;
}

namespace {

constexpr std::size_t max_id = 64;

constexpr bool is_id_char(char c) {
  return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+';
}

// The id at the front of `text`; empty when there is none of sensible length.
std::string leading_id(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_id_char);
  auto id = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  while (!id.empty() && id.back() == '.') id.remove_suffix(1);
  return id.size() <= max_id ? std::string{id} : std::string{};
}

}  // namespace

std::string queue_id(std::string_view text) {
  const std::string small = ascii::lowered(text.substr(0, 1024));
  for (const std::string_view mark : {"queued as ", "internalid=", " id=", "message queued (", " qp "}) {
    const auto at = small.find(mark);
    if (at == std::string::npos) continue;
    if (auto id = leading_id(text.substr(at + mark.size())); !id.empty()) return id;
  }
  if (const auto at = small.find(" message accepted for delivery"); at != std::string::npos) {
    const auto begin = at == 0 ? 0 : small.rfind(' ', at - 1) + 1;  // npos + 1 == 0
    return leading_id(text.substr(begin, at - begin));
  }
  return {};
}

}  // namespace watchpost::mail::smtp
