// Whose alarm mails are in which language.
#include "control_room.h"
#include "mail/message/encode.h"

namespace watchpost::mail_command::test {
namespace {

abi::event alarm_of(const std::string& title) {
  abi::event e;
  e.kind = abi::event_kind::point_raised;
  e.key = "k-" + title;
  e.source = title.empty() ? "level" : title;
  e.title = title;
  e.state = abi::state::critical;
  e.value = "on";
  e.wall_ms = start;
  e.alarm = "1";
  return e;
}

class Tongues : public ::testing::Test, public control_room {
 protected:
  Tongues() {
    text.one_language = false;
    text.charset = mail::message::text_charset::utf_8;
  }
  std::string subjects(const std::string& title) {
    take(alarm_of(title));
    std::string all;
    for (const auto& line : mails()) {
      const auto subject = mail::message::decode_words(line);
      all += line.substr(0, 2);
      all += subject.find("[ALARM]") != subject.npos    ? "en "
             : subject.find("【警報】") != subject.npos ? "ja "
                                                        : "? ";
    }
    return all;
  }
};

TEST_F(Tongues, WhoNeverWroteReadsTheLanguageOfTheTitles) {
  EXPECT_EQ(subjects("Pump 1"), "a en b en ");
  EXPECT_EQ(subjects("ポンプ1"), "a ja b ja ");
}

TEST_F(Tongues, TheLastMailOfEachAddresseeCounts) {
  stored.write(spoken.wrote("A@x.test", grammar::language::japanese, rows.to));
  EXPECT_EQ(subjects("Pump 1"), "a ja b en ");
  stored.write(spoken.wrote("a@x.test", grammar::language::english, rows.to));
  stored.write(spoken.wrote("b@x.test", grammar::language::english, rows.to));
  EXPECT_EQ(subjects("ポンプ1"), "a en b en ");
}

TEST_F(Tongues, ItOutlivesTheProcess) {
  stored.write(spoken.wrote("b@x.test", grammar::language::japanese, rows.to));
  spoken = {};
  ASSERT_TRUE(spoken.take(stored.entries.at("alarm.tongues")));
  EXPECT_FALSE(alarm::spoken_languages().take("ja b@x.test\n"));
  EXPECT_EQ(subjects("Pump 1"), "a en b ja ");
}

TEST_F(Tongues, OneLanguageIsForAll) {
  text.one_language = true;
  stored.write(spoken.wrote("a@x.test", grammar::language::japanese, rows.to));
  EXPECT_EQ(subjects("ポンプ1"), "a en b en ");
}

TEST_F(Tongues, NothingIsKeptOfOthers) {
  EXPECT_TRUE(spoken.wrote("stranger@x.test", grammar::language::japanese, rows.to).empty());
  stored.write(spoken.wrote("a@x.test", grammar::language::japanese, rows.to));
  const std::vector<std::string> fewer{"b@x.test"};
  stored.write(spoken.wrote("b@x.test", grammar::language::japanese, fewer));
  EXPECT_FALSE(spoken.of("a@x.test"));
}

}  // namespace
}  // namespace watchpost::mail_command::test
