#include "folder_positions.h"

#include "../mailbox.h"
#include "../message/ascii.h"

namespace watchpost::mail::imap {
namespace {

constexpr std::string_view version = "folders 1";
constexpr std::string_view digits = "0123456789ABCDEF";

bool is_plain(char c) {
  return ascii::is_alnum(c) || std::string_view("./-_+,&").find(c) != std::string_view::npos;
}

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c))
      text += c;
    else
      text += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
  }
  return text;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) {
      name += text[i];
      continue;
    }
    if (text[i] != '%' || i + 2 >= text.size()) return std::nullopt;
    const auto high = digits.find(text[i + 1]), low = digits.find(text[i + 2]);
    if (high == digits.npos || low == digits.npos) return std::nullopt;
    name += static_cast<char>(high << 4U | low);
    i += 2;
  }
  return name;
}

}  // namespace

std::string to_position(const folder_positions& all) {
  std::string text(version);
  for (const auto& [name, at] : all) text += ';' + escaped(name) + '=' + to_position(at);
  return text;
}

std::optional<folder_positions> parse_folder_positions(std::string_view text) {
  if (!text.starts_with(version)) return std::nullopt;
  text.remove_prefix(version.size());
  folder_positions all;
  while (!text.empty()) {
    if (text.front() != ';' || all.size() == max_folders) return std::nullopt;
    const auto entry = text.substr(1, text.find(';', 1) - 1);
    text.remove_prefix(1 + entry.size());
    const auto equals = entry.find('=');
    if (equals == entry.npos) return std::nullopt;
    auto name = unescaped(entry.substr(0, equals));
    auto at = parse_position(entry.substr(equals + 1));
    if (!name || name->empty() || name->size() > max_folder_name || !at) return std::nullopt;
    if (!all.emplace(std::move(*name), std::move(*at)).second) return std::nullopt;
  }
  return all;
}

}  // namespace watchpost::mail::imap
