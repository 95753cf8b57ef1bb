// One POP3 session (RFC 1939, 2449, 2595, 5034). Messages marked by DELE go away at QUIT, never earlier.
#pragma once

#include "services.h"

namespace watchpost::sandbox {

class pop3_session {
 public:
  pop3_session(std::shared_ptr<connection> link, services& with) : link_(std::move(link)), with_(with) {}
  asio::awaitable<void> run();

 private:
  enum class state { before_sign_in, transaction, any };
  struct command {
    const char* verb;
    state needs;
    void (pop3_session::*now)(std::string_view argument);
    asio::awaitable<void> (pop3_session::*later)(std::string_view argument) = nullptr;
  };
  static const command commands[];
  struct entry {
    stored_message what;
    bool deleted = false;
  };

  asio::awaitable<void> handle(std::string_view line);
  void capa(std::string_view argument);
  asio::awaitable<void> stls(std::string_view argument);
  void user(std::string_view argument);
  void pass(std::string_view argument);
  asio::awaitable<void> auth(std::string_view argument);
  void stat(std::string_view argument);
  void list(std::string_view argument);
  void uidl(std::string_view argument);
  void top(std::string_view argument);
  void retr(std::string_view argument);
  void dele(std::string_view argument);
  void rset(std::string_view argument);
  void noop(std::string_view argument);
  void quit(std::string_view argument);

  void ok(std::string_view text);
  void no(std::string_view text);  // one error more
  bool offers_stls() const { return !link_->is_tls() && with_.offers("STLS"); }
  void enter(account_id who);
  entry* find(std::string_view number);  // null: answered with -ERR
  std::string unique_id(const entry& e) const;
  void write_text(std::string_view text);  // dot-stuffed, with the final dot

  std::shared_ptr<connection> link_;
  services& with_;
  state state_ = state::before_sign_in;
  std::string user_;
  account_id account_ = 0;
  std::uint32_t uid_validity_ = 0;
  std::vector<entry> drop_;
  std::size_t errors_ = 0;
  bool done_ = false;
};

}  // namespace watchpost::sandbox
