#include "parse.h"

#include "fresh_text.h"
#include "line.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"
#include "second_thought.h"
#include "tokens.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

// "Re: [K7QF-3MZX-9TRA] ..." -> "k7qf-3mzx-9tra"; empty: none.
std::string mailed_code_of(std::string_view subject) {
  const std::string folded = fold(mail::utf8_front(subject, most_line));
  for (std::size_t at = folded.find('['); at != std::string::npos; at = folded.find('[', at + 1)) {
    const auto code = std::string_view(folded).substr(at + 1, 14);
    if (folded.size() > at + 15 && folded[at + 15] == ']' && is_mailed_code(code)) return std::string(code);
  }
  return {};
}

// The block of commands is the run of lines from the top that are commands or courtesies. It ends at a
// closing, or at an empty line behind which something else stands; below it nothing is obeyed.
class block_reader {
 public:
  block_reader(fresh_text& text, const grammar_options& options) : text_(text), options_(options) {}

  void subject(command c) {
    if (auto f = not_meant(c, options_.points)) return;
    begun_ = empty_line_ = true;
    add(c);
    first_ = false;
  }

  parsed read() {
    std::size_t at = 0;
    while (at < text_.lines.size() && step(text_.lines[at])) ++at;
    look_below(at);
    end();
    return std::move(out_);
  }

 private:
  // False: the block ended before that line.
  bool step(fresh_line& line) {
    switch (line.kind) {
      case role::empty: empty_line_ = true; return true;
      case role::quoted:
      case role::passed: return true;
      case role::closing: return !begun_;
      case role::quit: out_.ended = ending::quit; return false;
      case role::proving:
        (void)take_credentials(line.text, out_.login);
        begun_ = true;
        break;
      case role::moving:
        if (!first_allows(line.request)) {
          line.kind = role::neither;
          line.wrong = fault_of(line.request, fault_kind::not_first);
          return step(line);
        }
        [[fallthrough]];
      case role::asking:
        if (line.is_vague) doubt_at(line, doubt::reason::line);
        add(line.request);
        begun_ = true;
        first_ = false;
        break;
      case role::neither:
        if (empty_line_ && (begun_ || in_doubt_)) return false;
        doubt_at(line, doubt::reason::line);
        add(line.wrong);
        first_ = false;
        break;
    }
    empty_line_ = false;
    return true;
  }

  // What agrees to something stands alone, or a quotation would agree.
  bool first_allows(const command& c) const { return first_ || operates(c.action) || !moves(c.action); }

  // A second thought, a condition, a quotation that is not marked.
  void look_below(std::size_t first) {
    bool disclaims = false;
    for (std::size_t i = first; i < text_.lines.size(); ++i) {
      const fresh_line& line = text_.lines[i];
      if (line.kind == role::empty) disclaims = disclaims || paragraph_disclaims(i + 1);
      if (i == first) disclaims = disclaims || paragraph_disclaims(i);
      const bool speaks =
          line.kind == role::moving || line.kind == role::asking || line.kind == role::neither;
      if (speaks && (line.kind == role::moving || is_about_points(line.folded, disclaims)))
        doubt_at(line, doubt::reason::below);
    }
    for (const std::string& text : options_.besides)
      if (!in_doubt_ && is_about_points(fold(mail::utf8_front(text, most_line)), disclaims))
        in_doubt_ = doubt{doubt::reason::below, text_.read + 1, {}};
  }

  bool paragraph_disclaims(std::size_t first) const {
    for (std::size_t i = first; i < text_.lines.size() && text_.lines[i].kind != role::empty; ++i)
      if (is_disclaimer(text_.lines[i].folded)) return true;
    return false;
  }

  bool is_about_points(std::string_view folded, bool disclaims) const {
    if (names_code(folded) || names_point(folded, options_.points)) return true;
    return !disclaims && (names_operation(folded) || is_second_thought(folded));
  }

  void doubt_at(const fresh_line& line, doubt::reason kind) {
    if (in_doubt_) return;
    const std::string_view source =
        line.kind == role::neither ? std::string_view(line.wrong.source) : line.text;
    in_doubt_ = doubt{kind, line.number, std::string(source)};
  }

  void add(const command& c) {
    if (out_.commands.size() < options_.max_commands)
      out_.commands.push_back(c);
    else
      too_many_ = too_many_ ? too_many_ : std::max<std::size_t>(c.line, 1);
  }

  void add(const fault& f) {
    if (out_.faults.size() < most_faults) return out_.faults.push_back(f);
    if (out_.faults.back().kind != fault_kind::too_many_faults) tell(fault_kind::too_many_faults, f.line);
  }

  void tell(fault_kind kind, std::size_t line) {
    out_.faults.push_back({.kind = kind, .action = {}, .word = {}, .meant = {}, .line = line, .source = {}});
  }

  void end() {
    if (too_many_ != 0) tell(fault_kind::too_many_commands, too_many_);
    if (text_.too_many) tell(fault_kind::too_many_lines, text_.read + 1);
    if (!in_doubt_ && (too_many_ != 0 || text_.too_many || options_.cut))
      in_doubt_ = doubt{doubt::reason::unread, 0, {}};
    // What asks is answered wherever it stands.
    if (in_doubt_) hold();
    std::stable_sort(out_.faults.begin(), out_.faults.end(),
                     [](const fault& a, const fault& b) { return a.line < b.line; });
    out_.in = text_.in;
    out_.lines_read = text_.read;
    if (out_.ended == ending::text) out_.ended = text_.ended;
  }

  void hold() {
    std::vector<command> all;
    std::swap(all, out_.commands);
    std::erase_if(all, [](const command& c) { return c.line != 0; });  // the subject's
    for (const fresh_line& line : text_.lines)
      if (line.kind == role::asking || line.kind == role::moving) all.push_back(line.request);
    bool held = false;
    std::size_t left = options_.max_commands;
    for (command& c : all) {
      if (left-- == 0) break;
      if (!moves(c.action)) {
        out_.commands.push_back(std::move(c));
        continue;
      }
      out_.faults.push_back(fault_of(c, fault_kind::held));
      held = true;
    }
    if (held) out_.in_doubt = std::move(in_doubt_);
  }

  fresh_text& text_;
  const grammar_options& options_;
  bool begun_ = false;        // a command or credential was read
  bool empty_line_ = false;   // before the line
  bool first_ = true;         // no line but courtesies and credentials was read
  std::size_t too_many_ = 0;  // the line of the first command that is one too many
  std::optional<doubt> in_doubt_;
  parsed out_;
};

}  // namespace

parsed parse(std::string_view subject, std::span<const std::string> lines, const grammar_options& options) {
  subject = trimmed(mail::utf8_front(subject, most_line));
  fresh_text text = read_fresh_text(lines, mailed_code_of(subject), options);
  if (has_japanese(subject)) text.in = language::japanese;
  block_reader block(text, options);
  if (options.subject_commands && !subject.empty()) {
    auto read = read_line(subject, 0, {}, false);
    if (auto* c = std::get_if<command>(&read)) block.subject(std::move(*c));
  }
  return block.read();
}

}  // namespace watchpost::mail_command::grammar
