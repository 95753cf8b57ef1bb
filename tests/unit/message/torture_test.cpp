// The corpus of tests/corpus/make_mail_text.py: every message is read as it says, or survived, in bounded
// memory and time.
#include "mail/message/encode.h"
#include "mail/message/header.h"
#include "mail/message/text_of_mail.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>

namespace {

namespace message = watchpost::mail::message;

long peak_kib() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Neither empty nor quoted.
std::vector<std::string> fresh(const message::mail_text& text) {
  std::vector<std::string> out = text.lines;
  std::erase_if(
      out, [](const auto& line) { return line.empty() || line.starts_with('>') || line.starts_with("＞"); });
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

void expect_sound(const message::mail_text& text) {
  const message::text_limits most;
  EXPECT_LE(fresh(text).size(), most.lines);
  EXPECT_LE(text.subject.size(), most.subject);
  EXPECT_TRUE(watchpost::mail::is_utf8(text.subject));
  for (const auto& line : text.lines) {
    EXPECT_TRUE(watchpost::mail::is_utf8(line));
    EXPECT_LE(line.size(), most.line);
    EXPECT_TRUE(watchpost::mail::is_utf8(watchpost::mail::fold(line)));
  }
}

TEST(Torture, EveryMessageIsReadOrSurvived) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr long most_kib = 512 * 1024;
  constexpr double most_seconds = 20;
#else
  constexpr long most_kib = 48 * 1024;
  constexpr double most_seconds = 1;
#endif
  const long before = peak_kib();
  std::size_t messages = 0, expected = 0;
  for (const auto& file : std::filesystem::directory_iterator(CORPUS "/mail_text")) {
    SCOPED_TRACE(file.path().filename());
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    ++messages;
    const double begin = cpu_seconds();
    const auto text = message::read_text(bytes);
    EXPECT_LT(cpu_seconds() - begin, most_seconds);
    if (text) expect_sound(*text);
    const auto expect = message::field(message::header_block(bytes), "X-Expect");
    if (!expect) continue;
    ++expected;
    ASSERT_TRUE(text);
    EXPECT_EQ(joined(fresh(*text)), message::from_base64_lines(*expect));
  }
  EXPECT_GE(messages, 150u);
  EXPECT_GE(expected, 100u);
  EXPECT_LT(peak_kib() - before, most_kib);
}

}  // namespace
