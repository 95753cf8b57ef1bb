#include "ascii.h"
#include "utf8.h"
#include "written_lines.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::message {
namespace {

// All folded.
constexpr std::array<std::string_view, 14> footers_begin{"sent from my ",
                                                         "sent from mail for ",
                                                         "sent from outlook",
                                                         "sent from yahoo",
                                                         "sent from proton",
                                                         "sent from samsung",
                                                         "sent from galaxy",
                                                         "sent via ",
                                                         "sent using ",
                                                         "sent with ",
                                                         "get outlook for ",
                                                         "outlook for ios を入手",
                                                         "outlook for android を入手",
                                                         "outlook for androidを入手"};
// iPhone, Galaxy, Xperia, Yahoo!メール, ドコモ, au, SoftBank, 楽天 ...
constexpr std::array<std::string_view, 7> footers_end{"から送信",           "から送信。", "から送信します",
                                                      "から送信されました", "より送信",   "から送信しました",
                                                      "で送信されました"};
constexpr std::array<std::string_view, 4> get_outlook{
    "outlook for iosを入手する", "outlook for ios を入手する", "outlook for androidを入手する",
    "outlook for android を入手する"};
// Between dashes, or alone.
constexpr std::array<std::string_view, 14> markers{
    "original message",  "元のメッセージ", "元のメール",     "元メッセージ",   "オリジナルメッセージ",
    "forwarded message", "forwarded by",   "forwarded mail", "転送メッセージ", "転送された元のメッセージ",
    "転送元メッセージ",  "転送メール",     "reply message",  "受信メール"};
constexpr std::array<std::string_view, 3> markers_alone{
    "begin forwarded message:", "転送されたメッセージ:", "以下は、転送されたメッセージです:"};
constexpr std::array<std::string_view, 9> attributions_end{
    "wrote:",    "writes:",       "さんは書きました:", "は書きました:", "さんのメール:",
    "のメール:", "のメッセージ:", "が書きました:",     "さんwrote:"};
// Headers of a message that Outlook puts below a line or under nothing.
constexpr std::array<std::string_view, 2> header_begins{"from:", "差出人:"};

template <std::size_t N>
bool begins_with_any(std::string_view text, const std::array<std::string_view, N>& all) {
  return std::any_of(all.begin(), all.end(), [&](auto each) { return text.starts_with(each); });
}

template <std::size_t N>
bool ends_with_any(std::string_view text, const std::array<std::string_view, N>& all) {
  return std::any_of(all.begin(), all.end(), [&](auto each) { return text.ends_with(each); });
}

// "-----original message-----" and the like.
bool is_marker(std::string_view folded) {
  const auto begin = folded.find_first_not_of("- ");
  if (begin == folded.npos || begin < 2) return false;
  folded.remove_prefix(begin);
  return begins_with_any(folded, markers);
}

// "2026年11月25日(水) 10:00 foo <foo@example.org>:" as Gmail writes it.
bool is_japanese_attribution(std::string_view folded) {
  return ascii::is_digit(folded.front()) && folded.ends_with(">:") && folded.find('@') != folded.npos;
}

// One sign again and again.
bool is_rule(std::string_view folded) {
  constexpr std::size_t least = 10;
  const auto size = utf8_length(folded);
  if (size == 0 || (size == 1 && (ascii::is_alnum(folded.front()) || ascii::is_blank(folded.front()))))
    return false;
  if (folded.size() < least * size || folded.size() % size != 0) return false;
  for (std::size_t i = size; i < folded.size(); i += size)
    if (folded.substr(i, size) != folded.substr(0, size)) return false;
  return true;
}

}  // namespace

line_kind kind_of_line(std::string_view line, std::string_view folded) {
  if (folded.empty()) return line_kind::text;
  if (folded.front() == '>') return line_kind::quoted;
  if (line == "--" || line == "－－" || is_marker(folded) || ascii::holds_word(markers_alone, folded) ||
      ascii::holds_word(get_outlook, folded) || begins_with_any(folded, footers_begin) ||
      ends_with_any(folded, footers_end))
    return line_kind::end;
  if (begins_with_any(folded, header_begins) && folded.find('@') != folded.npos) return line_kind::end;
  if (ends_with_any(folded, attributions_end) || is_japanese_attribution(folded))
    return line_kind::attribution;
  return is_rule(folded) ? line_kind::rule : line_kind::text;
}

}  // namespace watchpost::mail::message
