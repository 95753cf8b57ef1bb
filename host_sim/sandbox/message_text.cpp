#include "message_text.h"

#include "text.h"

namespace watchpost::sandbox {
namespace {

std::size_t header_size(std::string_view message) {
  if (message.starts_with("\r\n")) return 2;
  const auto end = message.find("\r\n\r\n");
  return end == std::string_view::npos ? message.size() : end + 4;
}

}  // namespace

std::string_view header_part(std::string_view message) { return message.substr(0, header_size(message)); }
std::string_view body_part(std::string_view message) { return message.substr(header_size(message)); }

std::vector<std::string_view> header_fields(std::string_view message) {
  std::vector<std::string_view> fields;
  std::string_view rest = header_part(message);
  while (!rest.empty() && !rest.starts_with("\r\n")) {
    std::size_t end = 0;
    do {
      const auto line = rest.find("\r\n", end);
      end = line == std::string_view::npos ? rest.size() : line + 2;
    } while (end < rest.size() && (rest[end] == ' ' || rest[end] == '\t'));
    fields.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return fields;
}

std::string_view field_name(std::string_view field) {
  const auto colon = field.find(':');
  return colon == std::string_view::npos ? std::string_view{} : trim(field.substr(0, colon));
}

std::string field_value(std::string_view field) {
  const auto colon = field.find(':');
  std::string value;
  if (colon == std::string_view::npos) return value;
  for (char c : field.substr(colon + 1)) {
    if (c != '\r' && c != '\n') value += c;
  }
  return std::string(trim(value));
}

std::optional<std::string> header_value(std::string_view message, std::string_view name) {
  for (auto field : header_fields(message)) {
    if (iequals(field_name(field), name)) return field_value(field);
  }
  return std::nullopt;
}

bool header_contains(std::string_view message, std::string_view name, std::string_view part) {
  for (auto field : header_fields(message)) {
    if (iequals(field_name(field), name) && icontains(field_value(field), part)) return true;
  }
  return false;
}

}  // namespace watchpost::sandbox
