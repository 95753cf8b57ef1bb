// Scripts of scripted_server.h for submission servers, command by command.
//
//   const std::string script = smtp_script()
//                                  .hello({"SIZE 1000"})
//                                  .mail("FROM:<>")
//                                  .rcpt("TO:<a@b.test>", "450 4.2.0 greylisted")
//                                  .quit()
//                                  .next()
//                                  .hello()
//                                  .taken();
//
// A pattern may be "*". What these do not have is said in the words of scripted_server.h, by line().
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace watchpost::test {

class smtp_script {
 public:
  smtp_script& line(std::string_view text) {
    text_.append(text).append("\n");
    return *this;
  }
  smtp_script& says(std::string_view reply) { return line("S: " + std::string(reply)); }

  // The greeting, and the answer to EHLO of "client.test".
  smtp_script& hello(std::initializer_list<std::string_view> offers = {}) {
    return says("220 mail.test").ehlo(offers);
  }
  smtp_script& ehlo(std::initializer_list<std::string_view> offers = {}) {
    line("C: EHLO client.test");
    std::string_view last = "mail.test";
    for (const auto offer : offers) {
      says("250-" + std::string(last));
      last = offer;
    }
    return says("250 " + std::string(last));
  }

  // One command, and its reply.
  smtp_script& auth(std::string_view with = "PLAIN *", std::string_view reply = "235 ok") {
    return asked("AUTH", with).says(reply);
  }
  smtp_script& mail(std::string_view from = "*", std::string_view reply = "250 ok") {
    return asked("MAIL", from).says(reply);
  }
  smtp_script& rcpt(std::string_view to = "*", std::string_view reply = "250 ok") {
    return asked("RCPT", to).says(reply);
  }
  smtp_script& data(std::string_view reply = "354 go") { return line("C: DATA").says(reply); }
  smtp_script& text(std::string_view reply = "250 ok") { return line("data").says(reply); }
  smtp_script& quit() { return line("C: QUIT"); }

  // A whole mail that is accepted, in lockstep, and QUIT.
  smtp_script& taken(std::string_view from = "*", std::string_view to = "*") {
    return mail(from).rcpt(to).data().text().quit();
  }

  // MAIL, RCPT and DATA in one flight; their replies are still to come.
  smtp_script& flight(std::string_view from = "*", std::string_view to = "*") {
    return asked("MAIL", from).asked("RCPT", to).line("C: DATA");
  }
  // These replies, the text, and QUIT.
  smtp_script& granted() { return says("250 ok").says("250 ok").says("354 go").text().quit(); }

  smtp_script& asked(std::string_view verb, std::string_view pattern) {
    return line("C: " + std::string(verb) + " " + std::string(pattern));
  }
  smtp_script& next() { return line("next"); }

  operator std::string() const { return text_; }
  operator std::string_view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace watchpost::test
