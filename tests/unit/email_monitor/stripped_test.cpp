// Probes of which relays left only the body, and people's mail that holds one: what counts, what is deleted.
#include "mail/sasl/mechanism.h"
#include "mail/text/base64.h"
#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

class Stripped : public scene {
 protected:
  // Our next probe as it left, but without field and Message-ID.
  std::string stripped() {
    step();
    return with_field(without_field(without_field(take(), "Watchpost-Probe"), "Message-ID"),
                      "Message-ID: <rewritten@relay.test>");
  }

  void expect(const std::string& message, std::uint32_t deleted) {
    put(message);
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    EXPECT_EQ(last.own_deleted, deleted);
    EXPECT_EQ(w.in_mailbox(), 2u - deleted) << "it, and the new probe";
    while (w.in_mailbox() > 0) take();
    state = {};
  }
  static std::string header_of(const std::string& message) {
    return message.substr(0, end_of_header(message));
  }
  static std::string text_of(const std::string& message) { return message.substr(end_of_header(message)); }
  static std::size_t end_of_header(const std::string& message) { return message.find("\r\n\r\n") + 4; }

  // With another body of that type.
  static std::string as(const std::string& message, const std::string& type, const std::string& body) {
    auto header =
        without_field(without_field(header_of(message), "Content-Type"), "Content-Transfer-Encoding");
    header.resize(header.size() - 2);
    return header + "Content-Type: " + type + "\r\n\r\n" + body;
  }
  static std::string html(std::string text) {
    for (auto at = text.find("\r\n"); at != text.npos; at = text.find("\r\n", at + 6))
      text.insert(at, "<br>");
    return "<html><body><div>" + text + "</div></body></html>\r\n";
  }
};

TEST_F(Stripped, IsKnownInEveryTransferEncoding) {
  const auto message = stripped();
  std::string coded = mail::to_base64(text_of(message));
  for (std::size_t at = 76; at < coded.size(); at += 78) coded.insert(at, "\r\n");
  expect(as(message, "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", coded + "\r\n"), 1);
}

TEST_F(Stripped, IsKnownAsHtml) {
  auto message = stripped();
  expect(as(message, "text/html; charset=utf-8", html(text_of(message))), 1);
  message = stripped();
  expect(as(message, "multipart/alternative; boundary=b",
            "--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n" +
                html(text_of(message)) + "--b--\r\n"),
         1);
}

TEST_F(Stripped, IsDeletedUnderTagsAndWithWhatGatewaysAppend) {
  for (const char* subject :
       {"[EXT] Mail flow probe", "***SPAM*** (extern) Mail flow probe", "Mail flow\r\n probe"}) {
    SCOPED_TRACE(subject);
    expect(replaced(stripped(), "Mail flow probe", subject) + "\r\nThis mail was scanned.\r\n", 1);
  }
}

TEST_F(Stripped, CountsAndStaysWhereAPersonMayHaveWrittenIt) {
  for (const char* subject :
       {"Re: Mail flow probe", "Fwd: Mail flow probe", "[Fwd] Mail flow probe", "look: Mail flow probe"}) {
    SCOPED_TRACE(subject);
    expect(replaced(stripped(), "Mail flow probe", subject), 0);
  }
  auto message = stripped();
  expect(header_of(message) + "What is this?\r\n\r\n" + text_of(message), 0);
  message = stripped();
  expect(replaced(message, "From: probe@sandbox.test", "From: Anna Admin <probe@sandbox.test>"), 0);
  message = stripped();
  expect(replaced(message, "tests that mail", "tests mail"), 0);
  message = stripped();
  expect(replaced(message, " of test", " of another"), 0);
}

TEST_F(Stripped, IsTakenForNothingWhereAPersonAnswersOrForwards) {
  const auto untouched = [&](const std::string& mine) {
    put(mine);
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
    EXPECT_EQ(last.own_deleted, 0u);
    EXPECT_EQ(last.foreign_seen, 1u);
    while (w.in_mailbox() > 0) take();
    state = {};
  };
  auto message = stripped();
  untouched(header_of(message) +
            "Can you tell me what these are?\r\n\r\n-------- Forwarded Message --------\r\n" +
            text_of(message));
  for (const char* field :
       {"In-Reply-To: <1@a.test>", "References: <1@a.test>", "X-Forwarded-Message-Id: <1@a.test>"})
    untouched(with_field(stripped(), field));
  untouched(replaced(stripped(), "From: probe@sandbox.test", "From: notprobe@sandbox.test"));
}

// The person who owns the address forwards the probe while it is still there.
TEST_F(Stripped, APersonsForwardStaysBesideTheProbeItself) {
  step();
  const auto probe = w.server->messages(world::user).front().bytes;
  put("From: Anna Admin <probe@sandbox.test>\r\nTo: colleague@sandbox.test\r\n"
      "Subject: Fwd: Mail flow probe 1 of test\r\nMessage-ID: <person@sandbox.test>\r\n\r\n"
      "Can you tell me what these are?\r\n\r\n" +
      text_of(probe));
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
  EXPECT_EQ(last.false_ones.duplicates, 1u);
  EXPECT_EQ(w.in_mailbox(), 2u);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.foreign_seen, 0u) << "it is not read again";
}

}  // namespace
}  // namespace watchpost::email_monitor::test
