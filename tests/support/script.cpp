#include "script.h"

#include <charconv>
#include <stdexcept>

namespace watchpost::test {
namespace {

[[noreturn]] void refuse(std::size_t line, std::string_view source, const char* why) {
  throw std::invalid_argument("script line " + std::to_string(line) + ": " + why + ": " +
                              std::string(source));
}

unsigned char hex(const step& at, std::string_view digits) {
  unsigned value = 0;
  const auto end = digits.data() + digits.size();
  if (digits.size() != 2 || std::from_chars(digits.data(), end, value, 16).ptr != end)
    refuse(at.line, at.source, "\\x wants two hexadecimal digits");
  return static_cast<unsigned char>(value);
}

std::string unescape(const step& at, std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    if (++i == text.size()) refuse(at.line, at.source, "a lone \\");
    switch (text[i]) {
      case 'r': bytes += '\r'; break;
      case 'n': bytes += '\n'; break;
      case 't': bytes += '\t'; break;
      case '0': bytes += '\0'; break;
      case '\\': bytes += '\\'; break;
      case 'x':
        bytes += static_cast<char>(hex(at, text.substr(i + 1, 2)));
        i += 2;
        break;
      default: refuse(at.line, at.source, "unknown escape");
    }
  }
  return bytes;
}

std::size_t number(const step& at, std::string_view text) {
  std::size_t value = 0;
  const auto end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, value).ptr != end)
    refuse(at.line, at.source, "a number is missing");
  return value;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

step parse_line(std::size_t line, std::string_view source) {
  step made;
  made.line = line;
  made.source = source;
  const std::size_t blank = source.find(' ');
  const std::string_view word = source.substr(0, blank);
  std::string_view rest = blank == std::string_view::npos ? std::string_view{} : source.substr(blank + 1);
  if (word == "S:") {
    made.text = std::string(rest) + "\r\n";
  } else if (word == "raw:") {
    made.text = unescape(made, rest);
  } else if (word == "repeat") {
    const std::size_t gap = rest.find(' ');
    const std::size_t times = number(made, rest.substr(0, gap));
    rest = gap == std::string_view::npos ? std::string_view{} : rest.substr(gap + 1);
    for (std::size_t i = 0; i < times; ++i) made.text.append(rest).append("\r\n");
  } else if (word == "flood") {
    made.text.assign(number(made, rest), 'x');
  } else if (word == "C:") {
    made.what = directive::expect;
    made.text = rest;
  } else if (word == "data") {
    made.what = directive::data;
  } else if (word == "literal") {
    made.what = directive::literal;
    made.from_line = rest == "*";
    if (!made.from_line) made.number = number(made, rest);
  } else if (word == "tls" || word == "starttls") {
    made.what = word == "tls" ? directive::tls : directive::starttls;
    made.text = rest.empty() ? "good" : rest;
  } else if (word == "stall") {
    made.what = directive::stall;
  } else if (word == "close") {
    made.what = directive::close;
  } else if (word == "reset") {
    made.what = directive::reset;
  } else if (word == "next") {
    made.what = directive::next;
  } else if (word == "cancel") {
    made.what = directive::cancel;
  } else if (word == "advance") {
    made.what = directive::advance;
    made.number = number(made, rest);
  } else {
    refuse(line, source, "unknown directive");
  }
  return made;
}

}  // namespace

std::vector<std::vector<step>> parse_script(std::string_view script) {
  std::vector<std::vector<step>> connections(1);
  std::size_t line = 0;
  while (!script.empty()) {
    const std::size_t end = script.find('\n');
    const std::string_view source = trim(script.substr(0, end));
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    ++line;
    if (source.empty() || source.front() == '#') continue;
    step made = parse_line(line, source);
    if (made.what == directive::next)
      connections.emplace_back();
    else
      connections.back().push_back(std::move(made));
  }
  return connections;
}

bool matches(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skip = 0; skip <= text.size(); ++skip)
    if (matches(text.substr(skip), pattern)) return true;
  return false;
}

}  // namespace watchpost::test
