// One SMTP session (RFC 5321) with STARTTLS, AUTH, PIPELINING, SIZE, 8BITMIME, ENHANCEDSTATUSCODES and
// CHUNKING.
#pragma once

#include "services.h"
#include "smtp_syntax.h"

namespace watchpost::sandbox {

class smtp_session {
 public:
  smtp_session(std::shared_ptr<connection> link, services& with);
  asio::awaitable<void> run();

 private:
  struct command {
    const char* verb;
    void (smtp_session::*now)(std::string_view argument);
    asio::awaitable<void> (smtp_session::*later)(std::string_view argument) = nullptr;
  };
  static const command commands[];

  asio::awaitable<void> handle(std::string_view line);
  void ehlo(std::string_view argument);
  void helo(std::string_view argument);
  asio::awaitable<void> starttls(std::string_view argument);
  asio::awaitable<void> auth(std::string_view argument);
  void mail(std::string_view argument);
  void rcpt(std::string_view argument);
  asio::awaitable<void> data(std::string_view argument);
  asio::awaitable<void> bdat(std::string_view argument);
  void rset(std::string_view argument);
  void noop(std::string_view argument);
  void vrfy(std::string_view argument);
  void quit(std::string_view argument);

  void reply(int code, std::string_view text);
  void reject(int code, std::string_view text);  // reply(), and one error more
  bool greeted();
  bool may_submit() const;
  bool offers_starttls() const { return !link_->is_tls() && with_.offers("STARTTLS"); }
  void accept_message();
  void forget_mail();

  std::shared_ptr<connection> link_;
  services& with_;
  std::string helo_;
  std::string signed_in_as_;
  bool esmtp_ = false, in_mail_ = false, in_chunks_ = false, chunks_failed_ = false, done_ = false;
  std::size_t errors_ = 0;
  envelope mail_;
};

}  // namespace watchpost::sandbox
