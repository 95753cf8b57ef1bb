#include "reply.h"

#include "mail/text/ascii.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::pop3 {

namespace {

constexpr std::size_t max_code = 64;

bool starts_with_word(std::string_view line, std::string_view word) {
  return ascii::begins(line, word) && (line.size() == word.size() || ascii::is_blank(line[word.size()]));
}

// "[SYS/TEMP] text": RFC 2449 section 8.
void split_code(std::string_view text, reply& into) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    const auto code = text.substr(1, end == text.npos ? 0 : end - 1);
    const auto fits = [](char c) { return c > ' ' && c < 0x7F && c != '['; };
    if (!code.empty() && code.size() <= max_code && std::all_of(code.begin(), code.end(), fits)) {
      into.code = ascii::uppered(code);
      text = trimmed(text.substr(end + 1));
    }
  }
  into.text = text;
}

}  // namespace

bool parse_status(std::string_view line, reply& into) {
  into.code.clear();
  into.text = line;
  if (line.find('\0') != line.npos) return false;
  constexpr std::pair<std::string_view, status> indicators[] = {{"+OK", status::ok}, {"-ERR", status::error}};
  for (const auto& [word, is] : indicators) {
    if (!starts_with_word(line, word)) continue;
    into.is = is;
    split_code(trimmed(line.substr(word.size())), into);
    return true;
  }
  if (line == "+" || line.starts_with("+ ")) {
    into.is = status::challenge;
    into.text = trimmed(line.substr(1));
    return true;
  }
  return false;
}

void reply_parser::expect(shape form, const body_limits& bounds) {
  const bool strict = strict_;
  *this = reply_parser{};
  form_ = form;
  bounds_ = bounds;
  if (form != shape::body) return;
  strict_ = strict;
  now_.is = status::ok;
  at_ = place::start;
}

reply reply_parser::take() { return std::exchange(now_, {}); }

reply_parser::fed reply_parser::feed(std::string_view bytes) {
  if (at_ != place::status_line) return feed_body(bytes);
  const auto first = feed_status(bytes);
  if (first.now != progress::more || at_ == place::status_line) return first;
  const auto rest = feed_body(bytes.substr(first.used));
  return {rest.now, first.used + rest.used};
}

reply_parser::fed reply_parser::feed_status(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const auto piece = bytes.substr(0, end);
  if (now_.text.size() + piece.size() > max_status_line + 1) return {progress::limit, 0};
  now_.text.append(piece);
  if (end == bytes.npos) return {progress::more, bytes.size()};

  strict_ = now_.text.ends_with('\r');
  if (strict_) now_.text.pop_back();
  const std::string line = std::move(now_.text);
  if (!parse_status(line, now_)) return {progress::malformed, end + 1};
  if (now_.is != status::ok || form_ == shape::line) return {progress::done, end + 1};
  at_ = place::start;
  return {progress::more, end + 1};
}

void reply_parser::keep(std::string_view bytes) {
  line_size_ += bytes.size();
  if (!bytes.empty()) last_ = bytes.back();
  if (closed_) return;
  if (now_.body.size() + bytes.size() + 2 > bounds_.keep) {
    now_.body.resize(line_start_);
    now_.cut = closed_ = true;
    return;
  }
  now_.body.append(bytes);
}

// At an LF. False: it is data.
bool reply_parser::end_line() {
  const bool crlf = line_size_ > 0 && last_ == '\r';
  if (strict_ && !crlf) return false;
  const bool empty = line_size_ == (crlf ? 1U : 0U);
  keep(crlf ? "\n" : "\r\n");
  if (empty && bounds_.header_only) closed_ = true;
  line_start_ = now_.body.size();
  line_size_ = 0;
  last_ = 0;
  ++lines_;
  at_ = place::start;
  return true;
}

reply_parser::fed reply_parser::feed_body(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const char c = bytes[i];
    switch (at_) {
      case place::start:
        at_ = c == '.' ? place::dot : place::middle;
        if (c == '.') ++i;
        break;
      case place::dot:
        if (c == '\n' && !strict_) return {progress::done, i + 1};
        at_ = c == '\r' ? place::dot_cr : place::middle;
        if (c == '\r') ++i;
        break;
      case place::dot_cr:
        if (c == '\n') return {progress::done, i + 1};
        keep("\r");
        at_ = place::middle;
        break;
      default: {
        const auto end = std::min(bytes.find('\n', i), bytes.size());
        keep(bytes.substr(i, end - i));
        i = end;
        if (i == bytes.size()) break;
        if (!end_line()) keep("\n");
        ++i;
      }
    }
    if (lines_ > bounds_.most_lines || received_ + i > bounds_.most) return {progress::limit, i};
  }
  received_ += bytes.size();
  return {progress::more, bytes.size()};
}

namespace {

constexpr std::size_t max_mechanisms = 64;

// The next word in upper case; `rest` loses it.
std::string next_keyword(std::string_view& rest) { return ascii::uppered(take_word(rest, " \t\r")); }

void add(capabilities& into, std::string_view line) {
  const std::string keyword = next_keyword(line);
  if (keyword == "TOP") into.top = true;
  if (keyword == "UIDL") into.uidl = true;
  if (keyword == "USER") into.user = true;
  if (keyword == "PIPELINING") into.pipelining = true;
  if (keyword == "LOGIN-DELAY")
    if (const auto seconds = to_number(next_keyword(line))) into.login_delay = *seconds;
  if (keyword == "SASL")
    for (auto name = next_keyword(line); !name.empty() && into.sasl.size() < max_mechanisms;
         name = next_keyword(line))
      into.sasl.push_back(std::move(name));
}

}  // namespace

capabilities parse_capabilities(std::string_view body) {
  capabilities all;
  all.known = true;
  while (!body.empty()) add(all, take_line(body));
  return all;
}

capabilities without_capa() {
  capabilities few;
  few.user = true;
  return few;
}

}  // namespace watchpost::mail::pop3
