// Letters of ours that come back, as mail programs quote them: nothing in them moves. And what is written
// above the quotation counts.
#include "mail_command/grammar/own_text.h"
#include "own_mail.h"
#include "whole_mail.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace watchpost::mail_command::test {
namespace {

struct client {
  std::string name;
  std::vector<std::string> lines;
  bool html() const { return name.starts_with("html"); }
};

const std::vector<client>& clients() {
  static const auto all = [] {
    std::ifstream in(CORPUS "/quotations/clients.txt");
    std::vector<client> read;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("=== "))
        read.push_back({line.substr(4), {}});
      else
        read.back().lines.push_back(line);
    }
    return read;
  }();
  return all;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

void replace(std::string& in, std::string_view what, const std::string& by) {
  for (auto at = in.find(what); at != in.npos; at = in.find(what, at + by.size()))
    in.replace(at, what.size(), by);
}

whole_mail quoted(const client& by, const own_mail& mail, const std::string& above) {
  whole_mail out{.text = {}, .subject = "Re: " + mail.subject, .html = by.html()};
  for (std::string line : by.lines) {
    const auto at = line.find("{letter}");
    if (at != line.npos) {
      const std::string front = line.substr(0, at);
      for (const auto& each : lines_of(mail.text))
        out.text += front + (by.html() ? escaped(each) + "<br>" : each) + "\n";
      continue;
    }
    replace(line, "{above}", by.html() ? escaped(above) : above);
    replace(line, "{subject}", mail.subject);
    out.text += line + "\n";
  }
  return out;
}

TEST(Quotations, AreOfManyClients) {
  EXPECT_GE(clients().size(), 40u);
  EXPECT_GE(all_own_mail().size(), 80u);
}

TEST(Quotations, MoveNothing) {
  const std::vector<std::string> all{"", "Bitte NICHT ausführen!", "What is going on there?",
                                     "見ておいてください。", "Thanks, Taro"};
  std::size_t next = 0;
  for (const client& by : clients())
    for (const own_mail& mail : all_own_mail()) {
      const std::string& above = all[next++ % all.size()];
      EXPECT_EQ(moved(read(quoted(by, mail, above))), "-") << by.name << ", " << mail.name << ", " << above;
    }
}

// A third person's words in the quotation do not become those of the writer.
TEST(Quotations, OfSomebodyElseMoveNothing) {
  const own_mail order{"order", "the gate", "Please be so kind.\ngate on\nack level\nset temp1 25\n"};
  for (const client& by : clients())
    for (const std::string above : {"", "What does he want?", "Thanks, Taro"})
      EXPECT_EQ(moved(read(quoted(by, order, above))), "-") << by.name << ", " << above;
}

// The other side: agreement above a quotation counts wherever the mark of the mail comes before anything
// else that is doubtful.
TEST(Quotations, AgreementAboveThemCounts) {
  std::size_t next = 0;
  for (const client& by : clients()) {
    if (by.name.find("not even") != std::string::npos) continue;
    for (const own_mail& mail : all_own_mail()) {
      if (mail.subject.find(mail_code) == std::string::npos) continue;
      const bool agrees = next++ % 2 == 0;
      EXPECT_EQ(moved(read(quoted(by, mail, agrees ? "Ok." : "gate on"))),
                agrees ? "confirm code k7qf-3mzx-9tra" : "on gate")
          << by.name << ", " << mail.name;
    }
  }
}

// By itself: a copied line, or what a program leaves of a mail.
TEST(Letters, HaveNoLineThatIsACommand) {
  for (const own_mail& mail : all_own_mail()) {
    const auto lines = lines_of(mail.text);
    ASSERT_TRUE(grammar::is_own_text(lines.at(0))) << mail.name << ": " << lines[0];
    for (const auto& line : lines) {
      EXPECT_EQ(moved(read({.text = line + "\n", .subject = mail.subject})), "-")
          << mail.name << ": " << line;
      if (line.starts_with("> ")) continue;  // what was asked, marked
      const auto bare = line.substr(std::min(line.find_first_not_of(' '), line.size()));
      EXPECT_EQ(moved(read({.text = "*" + bare + "*\n", .subject = mail.subject})), "-")
          << mail.name << ": " << line;
    }
  }
}

// Whatever is put around a mail, or in front of its lines, or wherever its lines are broken.
TEST(Letters, MoveNothingWhateverIsAroundThem) {
  std::mt19937 random(20261125);
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  const std::vector<std::string> fronts{"",     "> ", ">",  ">> ", "| ",   "＞", "PL> ",
                                        "    ", "\t", "* ", "- ",  "> > ", "│ "};
  const std::vector<std::string> above{"",
                                       "\n",
                                       "Hello,\n",
                                       "Thanks\n",
                                       "Why?\n\n",
                                       "> so it is\n",
                                       "-- \n",
                                       "----------\n",
                                       "On Monday Plant wrote:\n",
                                       "From: Plant\nSent: Monday\n\n",
                                       "Taro Tanaka\n",
                                       "\xef\xbb\xbf\n",
                                       "get level\n",
                                       "code 123456\n",
                                       "\xff\xfe\n",
                                       "# x\n",
                                       "「\n",
                                       "Plant:\n"};
  const std::vector<std::string> below{
      "", "gate on\n", "confirm K7QF-3MZX-9TRA\n", "ok\n", "ack\n", "\n\nvalve on\n", "承認\n"};
  for (int i = 0; i < 2'000; ++i) {
    const own_mail& mail = all_own_mail()[random() % all_own_mail().size()];
    std::string text;
    for (auto n = random() % 4; n > 0; --n) text += pick(above);
    const std::string front = pick(fronts);
    const std::size_t width = random() % 3 == 0 ? 30 + random() % 50 : 1000;
    for (const auto& line : lines_of(mail.text)) {
      std::string rest = line;
      while (rest.size() > width) {
        const auto blank = rest.rfind(' ', width);
        if (blank == rest.npos || blank < width / 2) break;
        text += front + rest.substr(0, blank) + "\n";
        rest.erase(0, blank + 1);
        if (random() % 2 == 0) {  // the rest is not marked
          text += rest + "\n";
          rest.clear();
        }
      }
      if (!rest.empty() || line.empty()) text += front + rest + "\n";
      if (random() % 20 == 0) text += "\n";
    }
    text += pick(below);
    ASSERT_EQ(moved(read({.text = text, .subject = "Re: " + mail.subject})), "-") << text;
  }
}

}  // namespace
}  // namespace watchpost::mail_command::test
