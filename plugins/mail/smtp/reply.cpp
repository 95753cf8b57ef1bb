#include "reply.h"

#include "../message/ascii.h"

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

}  // namespace watchpost::mail::smtp
