#include "fresh_text.h"

#include "courtesy.h"
#include "line.h"
#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "marks.h"
#include "match.h"
#include "own_text.h"
#include "second_thought.h"
#include "tokens.h"
#include "value.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

constexpr std::size_t wrapped_at = 60;  // characters: a quoted line that long may go on unmarked in the next
constexpr std::size_t most_header = 5;  // lines of it that are looked at
constexpr std::size_t vague = 2;        // names in a question that are no points
constexpr std::string_view masked = "...";

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// "25 kPa" is a value, if a wrong one; "what it was before" is none.
bool is_sentence(std::string_view value) {
  const auto words = tokens(value);
  if (!words || words->size() < 2) return false;
  const bool number = value.find_first_of("0123456789") == 0 || value.starts_with('-');
  return !(number && words->size() == 2);
}

// Part of a header that a mail program put above what it quotes: an address, a year, a subject that is a
// reply or has a code.
bool is_of_a_header(std::string_view folded) {
  const auto value = folded.substr(std::min(folded.find(':') + 1, folded.size()));
  const auto year = value.find("20");
  const bool dated =
      year != value.npos && year + 4 <= value.size() &&
      std::all_of(value.begin() + static_cast<std::ptrdiff_t>(year),
                  value.begin() + static_cast<std::ptrdiff_t>(year) + 4, mail::ascii::is_digit);
  return dated || value.find('@') != value.npos || value.find("re:") != value.npos || names_code(value);
}

class fresh_reader {
 public:
  fresh_reader(std::span<const std::string> lines, std::string_view mailed_code,
               const grammar_options& options)
      : lines_(lines),
        mailed_code_(mailed_code),
        options_(options),
        end_marker_(fold(options.end_marker)),
        names_(words_of_name(options.from)) {}

  fresh_text read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      fresh_line line{.number = 0, .text = trimmed(lines_[i]), .folded = fold(trimmed(lines_[i]))};
      if (ends(line, i)) break;
      if (line.folded.empty()) {
        line.kind = role::empty;
      } else if (line.folded.front() == '>') {
        line.kind = role::quoted;
      } else {
        if (out_.read == options_.max_lines) {
          out_.too_many = true;
          break;
        }
        line.number = ++out_.read;
        if (has_japanese(line.text)) out_.in = language::japanese;
        sort(line);
      }
      out_.lines.push_back(std::move(line));
    }
    return std::move(out_);
  }

 private:
  bool ends(const fresh_line& line, std::size_t at) {
    if (line.folded.empty()) return false;
    if (!end_marker_.empty() && line.folded == end_marker_)
      out_.ended = ending::marker;
    else if (line.folded == "--")
      out_.ended = ending::signature;
    else if (is_own_text(line.folded) || begins_header(line, at))
      out_.ended = ending::quotation;
    return out_.ended != ending::text;
  }

  // Two lines "Word: ..." in a row, of any language, that are no lines of ours.
  bool begins_header(const fresh_line& line, std::size_t at) const {
    if (!is_header_line(line.text, line.folded)) return false;
    std::size_t count = 1;
    bool evident = is_of_a_header(line.folded);
    if (!evident && is_about(line.folded)) return false;
    for (std::size_t i = at + 1; i < lines_.size() && count < most_header; ++i) {
      const auto text = trimmed(lines_[i]);
      const std::string folded = fold(text);
      if (!is_header_line(text, folded)) break;
      ++count;
      const bool of_header = is_of_a_header(folded);
      if (!of_header && is_about(folded)) return false;
      evident = evident || of_header;
    }
    return count > 1 && evident;
  }

  // "Note: only if the level is low" is for us.
  bool is_about(std::string_view folded) const {
    return names_operation(folded) || is_second_thought(folded) || names_point(folded, options_.points);
  }

  static bool is_header_line(std::string_view text, const std::string& folded) {
    credentials none;
    return text.size() <= most_line && is_labelled(folded) && !take_credentials(text, none) &&
           !std::holds_alternative<command>(read_line(text, 0, {}, false));
  }

  void sort(fresh_line& line) {
    const bool secret = std::exchange(secret_next_, false);
    if (line.text.size() > most_line) {
      line.wrong = fault{.kind = fault_kind::long_line, .line = line.number};
      return;
    }
    switch (courtesy_of(line.folded)) {
      case courtesy::greeting: line.kind = role::passed; return;
      case courtesy::closing: line.kind = role::closing; return;
      case courtesy::quit: line.kind = role::quit; return;
      case courtesy::none: break;
    }
    if (line.folded.front() == '#') {
      line.kind = role::passed;
      return;
    }
    if (is_separator(line.folded)) {
      line.kind = role::closing;
      return;
    }
    secret_next_ = announces_secret(line.text);
    credentials given;
    if (take_credentials(line.text, given)) {
      line.kind = role::proving;
      return;
    }
    read(line);
    if (line.kind == role::neither) mask(line, secret);
  }

  void read(fresh_line& line) {
    auto found = read_line(line.text, line.number, mailed_code_, faults_ < most_faults);
    if (auto* c = std::get_if<command>(&found)) {
      line.request = std::move(*c);
      line.kind = moves(line.request.action) ? role::moving : role::asking;
      auto not_right = not_meant(line.request, options_.points);
      if (line.kind == role::asking) line.is_vague = is_vague(line.request);
      if (!not_right && line.kind == role::moving && may_be_quoted())
        not_right = fault_of(line.request, fault_kind::held);
      if (!not_right) return;
      found = std::move(*not_right);
    }
    line.wrong = std::move(std::get<fault>(found));
    line.kind = is_name(line.folded, names_) ? role::passed : role::neither;
    if (line.kind == role::neither) ++faults_;
  }

  // Directly under a long quoted line: its rest, which the mail program wrapped and did not mark.
  bool may_be_quoted() const {
    return !out_.lines.empty() && out_.lines.back().kind == role::quoted &&
           characters(out_.lines.back().text) >= wrapped_at;
  }

  bool is_vague(const command& c) const {
    return options_.points != nullptr &&
           std::count_if(c.points.begin(), c.points.end(), [&](const pattern& p) {
             return options_.points->find(p).points.empty();
           }) >= static_cast<std::ptrdiff_t>(vague);
  }

  // A mistyped credential is not told back.
  static void mask(fresh_line& line, bool announced) {
    bool secret = announced || names_secret(line.text);
    for (const auto& word : line.wrong.meant) secret = secret || credential_of(word).has_value();
    if (!secret) return;
    line.wrong.source = masked;
    line.wrong.word.clear();
  }

  std::span<const std::string> lines_;
  std::string_view mailed_code_;
  const grammar_options& options_;
  std::string end_marker_;
  std::vector<std::string> names_;
  bool secret_next_ = false;
  std::size_t faults_ = 0;
  fresh_text out_;
};

}  // namespace

std::optional<fault> not_meant(command& c, const point_names* points) {
  if (points == nullptr) return std::nullopt;
  c.points = points->apart(std::move(c.points));
  if (!moves(c.action)) return std::nullopt;
  for (const pattern& p : c.points) {
    matched m = points->find(p);
    if (m.points.empty()) {
      fault f = fault_of(c, m.ambiguous ? fault_kind::ambiguous_point : fault_kind::no_such_point, p.text);
      f.meant = std::move(m.meant);
      return f;
    }
    if (c.action != verb::set || !is_sentence(c.value)) continue;
    for (const std::size_t i : m.points)
      if (!read_value(points->catalogue()[i], c.value)) return fault_of(c, fault_kind::not_here, c.value);
  }
  return std::nullopt;
}

fresh_text read_fresh_text(std::span<const std::string> lines, std::string_view mailed_code,
                           const grammar_options& options) {
  return fresh_reader(lines, mailed_code, options).read();
}

}  // namespace watchpost::mail_command::grammar
