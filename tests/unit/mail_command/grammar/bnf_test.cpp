// The grammar page against the parser: every sentence that its rules make is the command of the rule it began
// with.
#include "mail_command/grammar/words.h"
#include "told.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>

namespace watchpost::mail_command::grammar {
namespace {

using symbols = std::vector<std::string>;
using rules = std::map<std::string, std::vector<symbols>>;

// "<name>", "\"text", "_", "[", "]"
symbols symbols_of(const std::string& text) {
  symbols out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
    } else if (text[at] == '"') {
      const auto end = text.find('"', at + 1);
      out.push_back(text.substr(at, end - at));
      at = end + 1;
    } else if (text[at] == '<') {
      const auto end = text.find('>', at) + 1;
      out.push_back(text.substr(at, end - at));
      at = end;
    } else {
      out.emplace_back(1, text[at++]);
    }
  }
  return out;
}

rules read_page() {
  std::ifstream in(DOCS "/mail_command/grammar.md");
  rules out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) inside = line == "```bnf";
    const auto is = line.find("::=");
    if (!inside || is == std::string::npos) continue;
    auto& alternatives = out[line.substr(0, line.find('>') + 1)];
    alternatives.emplace_back();
    for (auto& s : symbols_of(line.substr(is + 3))) {
      if (s == "|")
        alternatives.emplace_back();
      else
        alternatives.back().push_back(std::move(s));
    }
  }
  return out;
}

class maker {
 public:
  explicit maker(const rules& of) : rules_(of) {}

  std::string make(const std::string& name) {
    const auto found = rules_.find(name);
    if (found == rules_.end()) throw std::runtime_error("no rule " + name);
    const auto& alternatives = found->second;
    return make(alternatives[random_() % alternatives.size()]);
  }

 private:
  std::string make(const symbols& of) {
    std::string out;
    for (std::size_t i = 0; i < of.size(); ++i) {
      const std::string& s = of[i];
      if (s == "[" && random_() % 2 == 0)
        while (of[i] != "]") ++i;
      else if (s == "_")
        out += std::vector<std::string>{" ", "  ", "\u3000"}[random_() % 3];
      else if (s.starts_with('<'))
        out += make(s);
      else if (s.starts_with('"'))
        out += s.substr(1);
    }
    return out;
  }

  const rules& rules_;
  std::mt19937 random_{20261125};
};

TEST(Bnf, EverySentenceIsTheCommandOfItsRule) {
  const rules page = read_page();
  maker from(page);
  for (const auto verb_name : verb_names) {
    const std::string rule = "<" + std::string(verb_name) + ">";
    std::set<std::string> seen;
    for (int i = 0; i < 1500; ++i) {
      const std::string line = from.make(rule);
      if (!seen.insert(line).second) continue;
      const parsed p = read({line});
      ASSERT_TRUE(p.faults.empty()) << rule << ": " << line << ": " << told(p.faults[0]) << " "
                                    << p.faults[0].word;
      ASSERT_EQ(p.commands.size(), 1u) << rule << ": " << line;
      ASSERT_EQ(name(p.commands[0].action), verb_name) << line << ": " << told(p.commands[0]);
    }
  }
}

// The words of a rule, those of the rules in it included.
std::set<std::string> words_of(const rules& page, const std::string& rule) {
  std::set<std::string> out;
  for (const auto& alternative : page.at(rule))
    for (const auto& s : alternative) {
      if (s.starts_with('"')) out.insert(s.substr(1));
      if (s.starts_with('<')) out.merge(words_of(page, s));
    }
  return out;
}

TEST(Bnf, ThePageHasTheWordsOfTheTables) {
  const rules page = read_page();
  for (const auto verb_name : verb_names) {
    std::set<std::string> table;
    for (const auto& w : verb_words())
      if (name(w.action) == verb_name) table.emplace(w.word);
    EXPECT_EQ(words_of(page, "<" + std::string(verb_name) + "-word>"), table) << verb_name;
  }
  std::set<std::string> dry_runs{"dry run"};
  for (const auto w : dry_run_words()) dry_runs.emplace(w);
  EXPECT_EQ(words_of(page, "<dry-run>"), dry_runs);
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
