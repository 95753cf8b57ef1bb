#include "line.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"
#include "marks.h"
#include "modifiers.h"
#include "sentence.h"
#include "tokens.h"
#include "words.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

class reader {
 public:
  reader(std::string_view line, std::size_t number, std::string_view mailed_code, bool suggest)
      : mailed_code_(mailed_code), suggest_(suggest) {
    out_.line = number;
    out_.source = line;
  }

  // `whole`: the line without marks.
  std::variant<command, fault> read(const std::string& whole) {
    std::string_view text = without_stop(whole);
    if (!tokens(text)) return wrong(fault_kind::unclosed_quote);
    text = take_modifiers(text, times_);
    const auto words = tokens(text);
    if (!words || words->empty()) return wrong(fault_kind::unknown_word, whole);
    const auto verb_found = find_verb(text, *words);
    if (!verb_found) return no_verb(text, *words);
    known_ = verb_found->action;
    out_.action = verb_found->action;
    sentence s = *verb_found;
    // "ポンプ1を10分間 オン", "on for 10m pump1"
    if (!s.value_apart) s.about = take_modifiers(s.about, times_);
    if (s.value_apart && s.at_end) s.value = take_modifiers(s.value, times_);
    if (auto f = read_rest(s)) return std::move(*f);
    if (auto f = apply_times()) return std::move(*f);
    return std::move(out_);
  }

 private:
  fault wrong(fault_kind kind, std::string_view word = {}) const {
    fault f = fault_of(out_, kind, word);
    f.action = known_;
    return f;
  }

  fault no_verb(std::string_view text, const std::vector<token>& words) const {
    fault f = wrong(fault_kind::unknown_word, words.front().raw);
    if (times_.wrong) f.kind = *times_.wrong;
    if (suggest_) f.meant = likely_meant(text, words);
    for (const token& t : words)
      if (is_time_word(t.folded)) return wrong(fault_kind::bad_time, t.raw);
    return f;
  }

  // "Pump1 on." and "Ok!"; but "6 p.m." has its own, "..." leaves something open, and a text that is set
  // keeps what it ends with.
  static std::string_view without_stop(std::string_view text) {
    while (text.ends_with("。") || text.ends_with("！"))
      text = text.substr(0, text.size() - std::string_view("。").size());
    if (text.size() < 2 || (!text.ends_with('.') && !text.ends_with('!'))) return text;
    const auto rest = trimmed(text.substr(0, text.size() - 1));
    const std::string folded = fold(rest);
    const bool half = folded.ends_with("a.m") || folded.ends_with("p.m");
    const bool again = rest.ends_with('.') || rest.ends_with('!');
    return half || again || (sets_text(rest) && !mail::ascii::is_digit(rest.back())) ? text : rest;
  }

  static bool sets_text(std::string_view text) {
    const auto words = tokens(text);
    if (!words || words->empty()) return false;
    const auto found = find_verb(text, *words);
    return found && found->action == verb::set && (!found->at_end || found->value_apart);
  }

  std::optional<fault> read_rest(const sentence& s) {
    switch (s.action) {
      case verb::help:
        return s.about.empty() ? std::nullopt : std::optional(wrong(fault_kind::not_here, s.about));
      case verb::set: return read_set(s);
      case verb::confirm: return read_confirm(s.about);
      case verb::ack: return read_ack(s.about);
      case verb::list:
      case verb::status: return read_points(s.about, false);
      default: return read_points(s.about, true);
    }
  }

  // Of what moves, with commas or "and" between them and nothing besides; of a question, with blanks as well.
  std::optional<fault> read_points(std::string_view text, bool needed) {
    const auto words = tokens(text);
    if (!words) return wrong(fault_kind::unclosed_quote);
    const bool strict = moves(out_.action);
    bool apart = true, comma = false;  // a point may follow; the last one was a comma
    for (const token& t : *words) {
      const bool is_comma = t.kind == token_kind::comma, is_and = joins(t);
      if (is_comma || is_and) {
        if (strict && apart && !(is_and && comma)) return wrong(fault_kind::not_here, t.raw);
        apart = true;
        comma = is_comma;
        continue;
      }
      if (!apart && t.is(object_particle)) continue;  // "「ボイラー室 ポンプ」を"
      if (t.kind == token_kind::equals) return wrong(fault_kind::not_here, "=");
      if (t.kind == token_kind::word && is_time_word(t.folded)) return wrong(fault_kind::bad_time, t.raw);
      const auto other = t.kind == token_kind::word ? verb_of(t.folded) : std::nullopt;
      if (operates(out_.action) && other && operates(*other)) return wrong(fault_kind::twice, t.raw);
      if (auto f = check_object(t)) return f;
      if (strict && (!apart || is_bare_glob(t))) return wrong(fault_kind::not_here, t.raw);
      add_point(t);
      apart = comma = false;
      if (out_.points.size() > most_points) return wrong(fault_kind::too_many_points);
    }
    if (needed && out_.points.empty()) return wrong(fault_kind::no_point);
    if (strict && apart && !words->empty()) return wrong(fault_kind::not_here, words->back().raw);
    return std::nullopt;
  }

  static bool joins(const token& t) { return t.is("and") || t.is("と") || t.is("及び") || t.is("および"); }

  // A sign of a list or of emphasis, not every point.
  static bool is_bare_glob(const token& t) {
    return t.kind == token_kind::word && t.folded.find_first_not_of("*?") == std::string::npos;
  }

  // What stands between "を" and an order is a time, or not understood.
  std::optional<fault> check_object(const token& t) const {
    const auto at = t.raw.find(object_particle);
    if (!operates(out_.action) || t.kind != token_kind::word || at == std::string_view::npos)
      return std::nullopt;
    const auto rest = t.raw.substr(at + object_particle.size());
    if (rest.empty()) return std::nullopt;
    return wrong(is_time_word(fold(rest)) ? fault_kind::bad_time : fault_kind::not_here, rest);
  }

  void add_point(const token& t) {
    pattern p{std::string(t.raw), t.folded, false};
    if (t.kind == token_kind::word) {
      for (std::string* text : {&p.text, &p.folded})
        if (text->ends_with(object_particle)) text->resize(text->size() - object_particle.size());
      if (is_everything(p.folded)) p.folded = "*";
      p.glob = p.folded.find_first_of("*?") != std::string::npos;
    }
    if (!p.folded.empty()) out_.points.push_back(std::move(p));
  }

  std::optional<fault> read_set(const sentence& s) {
    std::string_view about = s.about, value = s.value;
    if (!s.value_apart) {
      const auto words = tokens(about);
      if (!words) return wrong(fault_kind::unclosed_quote);
      std::size_t n = std::min<std::size_t>(words->size(), 1);  // words of the points: "a, b"
      while (n + 1 < words->size() && parts(*words, n)) n += 2;
      std::size_t at = n;
      if (at < words->size() && ((*words)[at].kind == token_kind::equals || (*words)[at].is("to"))) ++at;
      value = at < words->size() ? about.substr((*words)[at].begin) : std::string_view();
      about = n > 0 ? about.substr(0, (*words)[n - 1].end) : std::string_view();
    } else if (const auto words = tokens(about); words && s.about.size() > 0 && !one_group(*words)) {
      return wrong(fault_kind::not_here, words->size() > 1 ? (*words)[1].raw : about);
    }
    if (value.starts_with('=')) value = trimmed(value.substr(1));
    if (auto f = read_points(about, true)) return f;
    const auto inside = tokens(value);
    if (!inside) return wrong(fault_kind::unclosed_quote);
    out_.value = inside->size() == 1 && inside->front().kind == token_kind::quoted ? inside->front().raw
                                                                                   : trimmed(value);
    const bool said = !inside->empty() && (!out_.value.empty() || inside->front().kind == token_kind::quoted);
    return said ? std::nullopt : std::optional(wrong(fault_kind::no_value));
  }

  static bool parts(const std::vector<token>& words, std::size_t i) {
    return words[i].kind == token_kind::comma || joins(words[i]);
  }

  // "a" or "a, b": the points of a set, which no blanks part, as a value may have some.
  static bool one_group(const std::vector<token>& words) {
    for (std::size_t i = 0; i < words.size(); ++i)
      if (parts(words, i) != (i % 2 == 1)) return false;
    return true;
  }

  std::optional<fault> read_confirm(std::string_view text) {
    const auto words = tokens(text);
    if (!words) return wrong(fault_kind::unclosed_quote);
    if (words->size() > 1) return wrong(fault_kind::not_here, (*words)[1].raw);
    out_.code = words->empty() ? std::string(mailed_code_) : words->front().folded;
    if (!words->empty() && words->front().kind != token_kind::word) return wrong(fault_kind::no_code);
    mask(text);
    if (!is_mailed_code(out_.code)) return wrong(fault_kind::no_code);
    return std::nullopt;
  }

  std::optional<fault> read_ack(std::string_view text) {
    const auto words = tokens(text);
    if (words && words->size() == 1 && is_mailed_code(words->front().folded)) {
      out_.code = words->front().folded;
      mask(text);
      return std::nullopt;
    }
    if (words && words->empty() && !mailed_code_.empty()) {
      out_.code = mailed_code_;
      return std::nullopt;
    }
    return read_points(text, true);
  }

  void mask(std::string_view secret) {
    const auto at = secret.empty() ? std::string::npos : out_.source.find(secret);
    if (at != std::string::npos) out_.source.replace(at, secret.size(), "...");
  }

  std::optional<fault> apply_times() {
    if (times_.wrong) return wrong(*times_.wrong, times_.wrong_word);
    if (times_.any_time() && !operates(out_.action)) return wrong(fault_kind::not_here);
    if (times_.lasting && times_.until) return wrong(fault_kind::twice);
    if (times_.until && out_.action == verb::pulse) return wrong(fault_kind::not_here);
    out_.lasting = times_.lasting;
    out_.until = times_.until;
    out_.before = times_.before;
    out_.dry_run = times_.dry_run;
    return std::nullopt;
  }

  std::string_view mailed_code_;
  bool suggest_;
  command out_;
  modifiers times_;
  std::optional<verb> known_;
};

}  // namespace

std::variant<command, fault> read_line(std::string_view line, std::size_t number,
                                       std::string_view mailed_code, bool suggest) {
  const std::string plain = without_marks(line);
  auto read = reader(line, number, mailed_code, suggest).read(plain);
  const auto* c = std::get_if<command>(&read);
  if (c == nullptr || moves(c->action) || plain.size() == without_bullet(line).size()) return read;
  // "get *temp*" asks for whatever has it in its name; nothing that moves may mean so much by so little.
  auto asked = reader(line, number, mailed_code, suggest).read(std::string(without_bullet(line)));
  return std::holds_alternative<command>(asked) && !moves(std::get<command>(asked).action) ? asked : read;
}

}  // namespace watchpost::mail_command::grammar
