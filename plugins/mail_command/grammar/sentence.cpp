#include "sentence.h"

#include "mail/text/fold.h"
#include "mail/text/utf8.h"
#include "modifiers.h"
#include "words.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

constexpr std::array<std::string_view, 3> topics{"の", "は", "が"};
constexpr std::size_t longest_ending = 90;  // bytes; of Japanese, 30 characters

bool strip_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

void strip_particle(std::string_view& text, verb action) {
  text = trimmed(text);
  if (strip_end(text, object_particle) || operates(action)) return;
  for (const auto topic : topics)
    if (strip_end(text, topic)) return;
}

// The last "を" of `text` outside of quotes that something follows.
std::optional<std::size_t> last_object(std::string_view text) {
  const auto words = tokens(text);
  if (!words) return std::nullopt;
  for (auto t = words->rbegin(); t != words->rend(); ++t) {
    if (t->kind != token_kind::word) continue;
    const auto at = t->raw.rfind(object_particle);
    if (at != std::string_view::npos && t->begin + at + object_particle.size() < text.size())
      return t->begin + at;
  }
  return std::nullopt;
}

void split_value(sentence& s) {
  const auto at = last_object(s.about);
  if (!at) return;
  s.value_apart = true;
  s.value = trimmed(s.about.substr(*at + object_particle.size()));
  s.about = s.about.substr(0, *at);
}

// Whether a verb may follow directly upon `before`, which is in the same word.
bool may_follow(std::string_view before, std::string_view ending, verb action) {
  if (ending.starts_with("に") || ending.starts_with("は")) return true;
  modifiers between;  // "ポンプ1を10分間オン"
  if (take_modifiers(before, between).ends_with(object_particle)) return true;
  return !operates(action) &&
         std::any_of(topics.begin(), topics.end(), [&](std::string_view t) { return before.ends_with(t); });
}

struct found_ending {
  predicate meaning;
  std::size_t at = 0;  // in the word
  std::string folded;
};

// The longest ending of `word` that is a predicate. `loose`: also where it may not follow what is before it.
std::optional<found_ending> ending_of(std::string_view word, bool loose) {
  std::size_t at = word.size() > longest_ending ? word.size() - longest_ending : 0;
  while (at < word.size()) {
    if ((static_cast<unsigned char>(word[at]) & 0xc0) != 0x80) {
      std::string folded = fold(word.substr(at));
      const auto meaning = predicate_of(folded);
      if (meaning && (at == 0 || loose || may_follow(word.substr(0, at), folded, meaning->action)))
        return found_ending{*meaning, at, std::move(folded)};
    }
    ++at;
  }
  return std::nullopt;
}

// What stands before the colon of "confirm:K7QF-3MZX-9TRA"; empty: there is none.
std::string_view label_of(std::string_view word, std::string_view& behind) {
  for (const std::string_view colon : {":", "："}) {
    const auto at = word.find(colon);
    if (at == word.npos) continue;
    behind = word.substr(at + colon.size());
    return word.substr(0, at);
  }
  return {};
}

std::optional<sentence> verb_at_front(std::string_view line, const std::vector<token>& words) {
  const bool turn = words.size() > 1 && (words[0].is("turn") || words[0].is("switch"));
  const token& first = words[turn ? 1 : 0];
  if (first.kind != token_kind::word) return std::nullopt;
  auto action = verb_of(first.folded);
  if (!action) {
    std::string_view behind;
    const auto agreed = verb_of(fold(label_of(first.raw, behind)));
    if (agreed && moves(*agreed) && !operates(*agreed))
      return sentence{
          .action = *agreed, .about = trimmed(line.substr(first.end - behind.size())), .value = {}};
  }
  if (!action || (turn && *action != verb::on && *action != verb::off)) return std::nullopt;
  const std::size_t next = turn ? 2 : 1;
  if (next < words.size() && words[next].kind == token_kind::equals)
    return std::nullopt;  // a point of that name
  if (first.folded == "確認" && words.size() == 2 && is_mailed_code(words[1].folded)) action = verb::confirm;
  sentence s{.action = *action, .about = trimmed(line.substr(first.end)), .value = {}};
  if (s.action == verb::set) split_value(s);
  return s;
}

std::optional<sentence> verb_in_the_midst(std::string_view line, const std::vector<token>& words) {
  for (const token& t : words)
    if (t.kind == token_kind::equals)
      return sentence{.action = verb::set,
                      .about = trimmed(line.substr(0, t.begin)),
                      .value_apart = true,
                      .value = trimmed(line.substr(t.end))};
  return std::nullopt;
}

std::optional<sentence> verb_at_end(std::string_view line, const std::vector<token>& words) {
  const token& last = words.back();
  if (last.kind != token_kind::word) return std::nullopt;
  const auto end = ending_of(last.raw, false);
  if (!end) return std::nullopt;
  std::string_view about = line.substr(0, last.begin + end->at);
  if (words[0].is("turn") || words[0].is("switch"))
    about = about.substr(std::min(words[0].end, about.size()));
  sentence s{.action = end->meaning.action, .at_end = true, .about = about, .value = {}};
  if (s.action == verb::set) {
    s.about = trimmed(s.about);
    split_value(s);
  }
  return s;
}

}  // namespace

std::optional<sentence> find_verb(std::string_view line, const std::vector<token>& words) {
  auto found = verb_at_front(line, words);
  if (!found) found = verb_in_the_midst(line, words);
  if (!found) found = verb_at_end(line, words);
  if (found && found->action != verb::set) strip_particle(found->about, found->action);
  return found;
}

std::vector<std::string> likely_meant(std::string_view line, const std::vector<token>& words) {
  std::vector<std::string> out;
  const token& last = words.back();
  if (last.kind == token_kind::word) {
    const auto glued = ending_of(last.raw, true);
    if (glued && operates(glued->meaning.action) && has_japanese(last.raw))
      out.push_back(std::string(line.substr(0, last.begin + glued->at)) + " " + glued->folded);
    if (const auto value = open_or_closed(last.folded); value && words.size() == 2)
      out.push_back(std::string(words[0].raw) + " = " + std::string(*value));
    const auto at = last.raw.rfind(object_particle);
    if (at != std::string_view::npos) {
      const auto value = open_or_closed(fold(last.raw.substr(at + object_particle.size())));
      if (value)
        out.push_back(std::string(line.substr(0, last.begin + at)) + "を" + std::string(*value) + "にする");
    }
  }
  if (const auto value = open_or_closed(words[0].folded); value && words.size() == 2)
    out.push_back(std::string(words[1].raw) + " = " + std::string(*value));
  for (auto& word : words_near(words[0].folded)) out.push_back(std::move(word));
  if (words.size() > 1)
    for (auto& word : words_near(last.folded))
      if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(std::move(word));
  if (out.size() > 3) out.resize(3);
  return out;
}

}  // namespace watchpost::mail_command::grammar
