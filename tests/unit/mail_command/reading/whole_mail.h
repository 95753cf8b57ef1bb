// Mails to a plant of a few points, read as the plugin reads them.
#pragma once

#include "mail_command/grammar/match.h"
#include "mail_command/grammar/parse.h"

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::test {

// pump1 ポンプ1, pump2 ポンプ2, temp1 温度1 (°C), level 水位, valve, gate, sign (text).
const grammar::point_names& plant();

struct whole_mail {
  std::string text;
  std::string subject{};
  std::string from = "\"田中 太郎 (Taro Tanaka)\" <tanaka@example.jp>";
  bool html = false;
  bool subject_commands = false;
};

grammar::parsed read(const whole_mail& mail);

// The commands as "on pump1; get level", as tests of the grammar have them; "-" for none.
std::string obeyed(const grammar::parsed& p);
inline std::string obeyed(const std::string& text) { return obeyed(read({.text = text})); }

// Those that move, likewise: without a value that the point does not take, nothing is set.
std::string moved(const grammar::parsed& p);
inline std::string moved(const std::string& text) { return moved(read({.text = text})); }

// The lines of a file of the corpus that are not empty.
std::vector<std::string> corpus_lines(std::string_view name);

}  // namespace watchpost::mail_command::test
