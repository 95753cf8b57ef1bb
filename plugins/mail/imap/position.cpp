#include "position.h"

#include "mail/mailbox.h"
#include "mail/text/ascii.h"
#include "mail/text/hex.h"
#include "syntax.h"

namespace watchpost::mail::imap {

namespace {

constexpr std::size_t any_size = 12 * max_again;  // of a set: ten digits and a comma a number

std::string joined(const std::vector<std::uint32_t>& uids) {
  return uids.empty() ? std::string{} : to_sets(uids, any_size).front();
}

}  // namespace

std::string to_position(const numbering& n) {
  const std::string start = std::to_string(n.validity) + ':' + std::to_string(n.next);
  return n.again.empty() ? start : start + ':' + joined(n.again);
}

std::string uids_to_read(const numbering& n) {
  const std::string news = std::to_string(n.next) + ":*";
  return n.again.empty() ? news : joined(n.again) + ',' + news;
}

std::optional<numbering> parse_position(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto second = text.find(':', colon + 1);
  const auto validity = to_number(text.substr(0, colon));
  const auto next = to_number(text.substr(colon + 1, second == text.npos ? second : second - colon - 1));
  if (!validity || !next || *next == 0) return std::nullopt;
  numbering n{*validity, *next};
  if (second == text.npos) return n;
  const auto ranges = parse_set(text.substr(second + 1));
  if (!ranges) return std::nullopt;
  for (const auto& range : *ranges) {
    for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
      if (uid >= n.next || n.again.size() == max_again) return std::nullopt;
      n.again.push_back(static_cast<std::uint32_t>(uid));
    }
  }
  return n;
}

namespace {

constexpr std::string_view version = "folders 1";

bool is_plain(char c) {
  return ascii::is_alnum(c) || std::string_view("./-_+,&").find(c) != std::string_view::npos;
}

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (is_plain(c))
      text += c;
    else
      text += percent_encoded(c);
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
    const auto byte = percent_decoded(text.substr(i, 3));
    if (!byte) return std::nullopt;
    name += *byte;
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
