// A cursor over the arguments of one IMAP command (RFC 9051 section 9), its literals inline. No sockets.
//
//   imap_args args("INBOX (\\Seen)");
//   auto name = args.astring();                      // "INBOX"
//   if (!args.space()) return bad();
//   auto flags = args.word_list();                   // {"\\Seen"}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::sandbox {

class imap_args {
 public:
  explicit imap_args(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool space() { return take(' '); }
  bool take(char c);
  bool take_word(std::string_view word);  // ignoring case; must end at a delimiter
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  // A run of characters that are none of `stops`; nothing when it is empty.
  std::optional<std::string_view> run_until(std::string_view stops);
  std::optional<std::string_view> word() { return run_until(" ()"); }  // atom, number, flag or set
  std::optional<std::string> astring();                                // atom, quoted or literal
  std::optional<std::string> list_pattern();                           // astring with % and *
  using list = std::optional<std::vector<std::string>>;
  list word_list();     // "(" words ")"
  list astring_list();  // "(" astrings ")"

 private:
  std::optional<std::string> quoted();
  std::optional<std::string> literal();
  std::optional<std::string> string_or(std::string_view atom_stops);
  template <class Item>
  list rest_of_list(std::optional<Item> (imap_args::*item)());

  std::string_view rest_;
};

// If `line` ends in a literal's size ("{12}", "{12+}"): that size. `waits`: the client waits for "+".
struct literal_mark {
  std::uint32_t size = 0;
  bool waits = true;
};
std::optional<literal_mark> literal_at_end(std::string_view line);

std::string imap_quoted(std::string_view text);

}  // namespace watchpost::sandbox
