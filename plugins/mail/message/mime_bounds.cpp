#include "mime_bounds.h"

#include "ascii.h"

#include <algorithm>
#include <array>
#include <optional>

namespace watchpost::mail::message {
namespace {

// The fields that GMime reads as address lists.
constexpr std::array<std::string_view, 6> names_of_addresses{"Sender", "From", "Reply-To", "To", "Cc", "Bcc"};

std::string_view line_of(std::string_view text) {
  const auto end = text.find('\n');
  return text.substr(0, end == text.npos ? end : end + 1);
}

bool is_empty_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

// The next line and those that continue it; where GMime sees a field begin, one of these begins.
std::string_view take_entry(std::string_view& rest) {
  auto size = line_of(rest).size();
  if (!is_empty_line(rest.substr(0, size)))
    while (size < rest.size() && ascii::is_blank(rest[size])) size += line_of(rest.substr(size)).size();
  const auto entry = rest.substr(0, size);
  rest.remove_prefix(size);
  return entry;
}

// As GMime takes it: empty names too. Nothing: no field begins here.
std::optional<std::string_view> name_of(std::string_view entry) {
  const auto colon = line_of(entry).find(':');
  if (colon == entry.npos) return std::nullopt;
  auto name = entry.substr(0, colon);
  while (!name.empty() && ascii::is_blank(name.back())) name.remove_suffix(1);
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return ascii::is_blank(c) || ascii::is_control(c); }))
    return std::nullopt;
  return name;
}

bool holds(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return ascii::lower(a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool is_container(std::string_view content_type) {
  return holds(content_type, "multipart") || holds(content_type, "message");
}

}  // namespace

std::string_view mime_fault(std::string_view message, const mime_bounds& most) {
  if (message.size() > most.message) return "is too large";
  bool in_header = true;
  std::size_t header = 0, fields = 0, address_fields = 0, containers = 0, delimiters = 0;
  while (!message.empty()) {
    const auto entry = take_entry(message);
    if (in_header) {
      in_header = !is_empty_line(entry);
      if ((header += entry.size()) > most.header) return "has too large a header";
      if (entry.size() > most.field) return "has too large a header field";
    }
    if (entry.starts_with("--") && ++delimiters > most.delimiters) return "has too many parts";
    const auto name = name_of(entry);
    if (!name) continue;
    if (++fields > most.fields) return "has too many fields";
    if (ascii::holds_word(names_of_addresses, *name)) {
      if (++address_fields > most.address_fields) return "has too many address fields";
      if (entry.size() > most.address_field) return "has too large an address field";
      if (static_cast<std::size_t>(std::count(entry.begin(), entry.end(), ':')) > most.colons)
        return "has too many groups in an address field";
    } else if (ascii::same_word(*name, "Content-Type")) {
      if (is_container(entry) && ++containers > most.containers) return "is nested too deeply";
    }
  }
  return {};
}

}  // namespace watchpost::mail::message
