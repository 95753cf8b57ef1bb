#include "discretion.h"

#include "mail/text/ascii.h"
#include "mail/text/split.h"
#include "mail/transcript.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::imap {
namespace {

bool is_number(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), ascii::is_digit);
}

// Data that people have not written.
bool is_harmless(std::string_view name) {
  constexpr std::array known{"OK",     "NO",    "BAD",      "BYE",     "PREAUTH", "CAPABILITY", "FLAGS",
                             "SEARCH", "LIST",  "LSUB",     "XLIST",   "STATUS",  "ESEARCH",    "NAMESPACE",
                             "ID",     "QUOTA", "VANISHED", "ENABLED", "EXISTS",  "RECENT",     "EXPUNGE"};
  return std::find(known.begin(), known.end(), name) != known.end();
}

// " {12}", " <0> {12}": nothing but the size of a literal.
bool is_size(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_digit(c) || std::string_view(" {}<>+").find(c) != std::string_view::npos;
  });
}

std::string with_mark(std::string_view shown, std::size_t left_out) {
  return std::string(shown) + bytes_mark(left_out);
}

// FETCH data: up to the first string that is no date.
std::string fetched(std::string_view line) {
  constexpr std::string_view date = "INTERNALDATE \"";
  constexpr std::size_t date_size = 26;
  const auto body = std::min(line.find("BODY["), line.size());
  const auto section_end = line.find(']', body);
  std::size_t from = 0;
  if (const auto at = line.find(date); at < body) from = std::min(at + date.size() + date_size + 1, body);
  const auto quote = std::min(line.find('"', from), line.size());
  if (quote < body) return with_mark(line.substr(0, quote), line.size() - quote);
  if (section_end == line.npos)
    return body == line.size() ? std::string(line) : with_mark(line.substr(0, body), line.size() - body);
  const std::string_view behind = line.substr(section_end + 1);
  if (is_size(behind)) return std::string(line);
  return with_mark(line.substr(0, section_end + 1), behind.size());
}

}  // namespace

std::string discreet(std::string_view line, bool begins) {
  if (!begins) return line == ")" || line.empty() ? std::string(line) : bytes_mark(line.size());
  if (line.starts_with('+')) return std::string(line);
  std::string_view rest = line;
  const std::string_view tag = take_part(rest, ' ');
  if (tag.starts_with('w') && is_number(tag.substr(1))) return std::string(line);
  if (tag != "*") return bytes_mark(line.size());
  std::string_view name = take_part(rest, ' ');
  if (is_number(name)) name = take_part(rest, ' ');
  if (name == "FETCH") return fetched(line);
  return is_harmless(name) ? std::string(line) : bytes_mark(line.size());
}

}  // namespace watchpost::mail::imap
