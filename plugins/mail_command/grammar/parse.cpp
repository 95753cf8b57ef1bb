#include "parse.h"

#include "../../mail/message/fold.h"
#include "../../mail/message/utf8.h"
#include "line.h"
#include "tokens.h"
#include "words.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail_command {
namespace {

using mail::message::fold;

// "Re: [K7QF-3MZX-9TRA] ..." -> "k7qf-3mzx-9tra"; empty: none.
std::string mailed_code_of(std::string_view subject) {
  const std::string folded = fold(mail::message::utf8_front(subject, most_line));
  for (std::size_t at = folded.find('['); at != std::string::npos; at = folded.find('[', at + 1)) {
    const auto code = std::string_view(folded).substr(at + 1, 14);
    if (folded.size() > at + 15 && folded[at + 15] == ']' && is_mailed_code(code)) return std::string(code);
  }
  return {};
}

// A mistyped credential is not told back.
std::string without_secrets(std::string_view line, const std::vector<std::string>& meant) {
  const std::string folded = fold(line);
  const auto names_secret = [&](std::string_view word) { return folded.find(word) != std::string::npos; };
  bool secret = names_secret("passw") || names_secret("パスワード");
  for (const auto& word : meant) secret = secret || credential_of(word).has_value();
  if (!secret) return std::string(line);
  const auto words = tokens(line);
  return words && !words->empty() ? std::string(words->front().raw.substr(0, 20)) + " ..." : "...";
}

class text_reader {
 public:
  text_reader(const grammar_options& options, std::string mailed_code)
      : options_(options), end_marker_(fold(options.end_marker)), mailed_code_(std::move(mailed_code)) {}

  void subject(std::string_view text) {
    text = trimmed(mail::message::utf8_front(text, most_line));
    if (text.empty()) return;
    note_language(text);
    if (!options_.subject_commands) return;
    auto read = read_line(text, 0, {});
    if (auto* c = std::get_if<command>(&read)) out_.commands.push_back(std::move(*c));
  }

  // False: nothing after it counts.
  bool line(std::string_view text) {
    if (out_.lines_read == options_.max_lines) return stop(fault_kind::too_many_lines);
    ++out_.lines_read;
    text = trimmed(text);
    if (text.size() > most_line) return add(fault{.kind = fault_kind::long_line, .line = out_.lines_read});
    const std::string folded = fold(text);
    if (folded.empty() || folded.front() == '>' || folded.front() == '#' || is_courtesy(folded)) {
      note_language(text);
      return ends(folded);
    }
    if (!ends(folded)) return false;
    note_language(text);
    if (take_credentials(text)) return true;
    if (out_.commands.size() == options_.max_commands) return stop(fault_kind::too_many_commands);
    auto read = read_line(text, out_.lines_read, mailed_code_);
    if (auto* f = std::get_if<fault>(&read)) return add(std::move(*f));
    out_.commands.push_back(std::move(std::get<command>(read)));
    return true;
  }

  parsed take() { return std::move(out_); }

 private:
  bool ends(std::string_view folded) {
    if (!end_marker_.empty() && folded == end_marker_)
      out_.ended = ending::marker;
    else if (folded == "--")
      out_.ended = ending::signature;
    else if (is_quit(folded))
      out_.ended = ending::quit;
    return out_.ended == ending::text;
  }

  void note_language(std::string_view text) {
    if (has_japanese(text)) out_.in = language::japanese;
  }

  bool stop(fault_kind why) {
    out_.faults.push_back({.kind = why, .what = {}, .word = {}, .line = out_.lines_read + 1});
    out_.ended = ending::bound;
    return false;
  }

  bool add(fault f) {
    if (out_.faults.size() == most_faults) return stop(fault_kind::too_many_faults);
    const std::string told = without_secrets(f.source, f.meant);
    if (told != f.source) f.word = {};
    f.source = told;
    out_.faults.push_back(std::move(f));
    return true;
  }

  // "user tanaka", "user: tanaka password: ...", "login tanaka ...", "code 492 039"
  bool take_credentials(std::string_view text) {
    const auto words = tokens(text);
    if (!words || words->empty()) return false;
    std::string_view rest = text;
    const auto what = take_word(rest);
    if (!what) return false;
    switch (*what) {
      case credential::password: out_.who.password = plugin::secret(rest); break;
      case credential::code: take_code(rest); break;
      case credential::login:
      case credential::user: take_user(rest, *what == credential::login); break;
    }
    return true;
  }

  // The credential word at the front of `text` with the mark behind it is cut off.
  static std::optional<credential> take_word(std::string_view& text) {
    static constexpr std::string_view wide_colon = "：", wide_equals = "＝";
    std::size_t end = 0;
    const auto words = tokens(text);
    if (!words || words->empty()) return std::nullopt;
    const token& first = words->front();
    if (first.kind != token_kind::word) return std::nullopt;
    const auto colon = std::min(first.raw.find(':'), first.raw.find(wide_colon));
    end = colon == std::string_view::npos ? first.raw.size() : colon;
    const auto what = credential_of(fold(first.raw.substr(0, end)));
    if (!what) return std::nullopt;
    std::string_view rest = trimmed(text.substr(first.begin + end));
    for (const auto mark : {std::string_view(":"), std::string_view("="), wide_colon, wide_equals})
      if (rest.starts_with(mark)) {
        rest = trimmed(rest.substr(mark.size()));
        break;
      }
    text = rest;
    return what;
  }

  void take_user(std::string_view rest, bool with_password) {
    const auto words = tokens(rest);
    if (!words || words->empty()) return;
    out_.who.user = words->front().raw;
    rest = trimmed(rest.substr(words->front().end));
    if (rest.empty()) return;
    if (take_word(rest) == credential::password || with_password) out_.who.password = plugin::secret(rest);
  }

  void take_code(std::string_view rest) {
    out_.who.code.clear();
    for (const char c : fold(rest))
      if (c >= '0' && c <= '9' && out_.who.code.size() < 16) out_.who.code += c;
  }

  const grammar_options& options_;
  std::string end_marker_, mailed_code_;
  parsed out_;
};

}  // namespace

parsed parse(std::string_view subject, std::span<const std::string> lines, const grammar_options& options) {
  text_reader reader(options, mailed_code_of(subject));
  reader.subject(subject);
  for (const std::string& line : lines)
    if (!reader.line(line)) break;
  return reader.take();
}

}  // namespace watchpost::mail_command
