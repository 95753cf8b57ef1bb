#include "tokens.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"

#include <algorithm>
#include <array>
#include <utility>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

std::string_view front(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(mail::utf8_length(text), text.empty() ? 0 : 1));
}

bool is_blank(std::string_view point) {
  static constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\r", "\u00a0", "\u3000", "\u202f"};
  if (std::find(blanks.begin(), blanks.end(), point) != blanks.end()) return true;
  return point >= "\u2000" && point <= "\u200a" && point.size() == 3;
}

struct quote {
  std::string_view open, close, other_close;
};

// That `point` opens; nullptr: none.
const quote* quote_of(std::string_view point) {
  static constexpr std::array<quote, 11> quotes{{{"\"", "\"", {}},
                                                 {"＂", "＂", {}},
                                                 {"“", "”", {}},
                                                 {"„", "“", "”"},
                                                 {"«", "»", {}},
                                                 {"»", "«", {}},
                                                 {"‘", "’", {}},
                                                 {"‚", "‘", "’"},
                                                 {"「", "」", {}},
                                                 {"『", "』", {}},
                                                 {"｢", "｣", {}}}};
  const auto at = std::find_if(quotes.begin(), quotes.end(), [&](const quote& q) { return q.open == point; });
  return at == quotes.end() ? nullptr : &*at;
}

// Where the quote ends in `line`, and the size of what ends it.
std::pair<std::size_t, std::size_t> end_of(const quote& q, std::string_view line, std::size_t begin) {
  const auto end = line.find(q.close, begin);
  const auto other = q.other_close.empty() ? line.npos : line.find(q.other_close, begin);
  return other < end ? std::pair(other, q.other_close.size()) : std::pair(end, q.close.size());
}

std::optional<token_kind> separator(std::string_view point) {
  static constexpr std::array<std::string_view, 4> commas{",", "，", "、", "､"};
  if (std::find(commas.begin(), commas.end(), point) != commas.end()) return token_kind::comma;
  if (point == "=" || point == "＝") return token_kind::equals;
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<token>> tokens(std::string_view line) {
  std::vector<token> out;
  std::size_t at = 0;
  while (at < line.size()) {
    const auto point = front(line.substr(at));
    if (is_blank(point)) {
      at += point.size();
    } else if (const auto kind = separator(point)) {
      out.push_back({*kind, point, {}, at, at + point.size()});
      at += point.size();
    } else if (const quote* q = quote_of(point)) {
      const auto inside = at + point.size();
      const auto [end, size] = end_of(*q, line, inside);
      if (end == std::string_view::npos) return std::nullopt;
      const auto raw = line.substr(inside, end - inside);
      out.push_back({token_kind::quoted, raw, fold(raw), at, end + size});
      at = end + size;
    } else {
      const auto begin = at;
      while (at < line.size()) {
        const auto next = front(line.substr(at));
        const bool opens = next != "\"" && next != "＂" && quote_of(next) != nullptr;
        if (is_blank(next) || separator(next) || opens) break;
        at += next.size();
      }
      const auto raw = line.substr(begin, at - begin);
      out.push_back({token_kind::word, raw, fold(raw), begin, at});
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(front(text))) text.remove_prefix(front(text).size());
  for (;;) {
    std::size_t size = 1;
    while (size < text.size() && size < 3 &&
           (static_cast<unsigned char>(text[text.size() - size]) & 0xc0) == 0x80)
      ++size;
    if (text.size() < size || !is_blank(text.substr(text.size() - size))) return text;
    text.remove_suffix(size);
  }
}

bool has_japanese(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(front(text).size())) {
    const auto point = front(text);
    if (point.size() != 3) continue;
    const bool kana = point >= "\u3041" && point <= "\u30ff";
    const bool kanji = point >= "\u3400" && point <= "\u9fff";
    const bool half_width = point >= "\uff66" && point <= "\uff9f";
    if (kana || kanji || half_width) return true;
  }
  return false;
}

bool has_script_digit(std::string_view text) {
  static constexpr std::array<std::string_view, 6> single{"²", "³", "¹", "¼", "½", "¾"};
  for (; !text.empty(); text.remove_prefix(front(text).size())) {
    const auto point = front(text);
    const bool raised = point.size() == 3 && point >= "\u2070" && point <= "\u2089";
    const bool broken = point.size() == 3 && point >= "\u2150" && point <= "\u215e";
    if (raised || broken || std::find(single.begin(), single.end(), point) != single.end()) return true;
  }
  return false;
}

bool is_mailed_code(std::string_view folded) {
  if (folded.size() != 14) return false;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    const bool alnum = mail::ascii::is_digit(c) || (c >= 'a' && c <= 'z');
    if (i % 5 == 4 ? c != '-' : !alnum) return false;
  }
  return true;
}

}  // namespace watchpost::mail_command::grammar
