// One IMAP4rev1 session: the subset a mail monitor and ordinary client libraries use.
//
// The session numbers messages by its own view of the selected folder. Every command but FETCH, STORE and
// SEARCH ends with sync(), which tells the client what changed and brings the view up to date.
#pragma once

#include "imap_args.h"
#include "imap_set.h"
#include "services.h"

namespace watchpost::sandbox {

class imap_session final : public idle_listener {
 public:
  imap_session(std::shared_ptr<connection> link, services& with);
  ~imap_session() override;
  imap_session(const imap_session&) = delete;
  imap_session& operator=(const imap_session&) = delete;
  asio::awaitable<void> run();
  void mailboxes_changed() override;

 private:
  enum class state { fresh, signed_in, selected };
  enum class needs { any, fresh, signed_in, selected };
  using now_handler = void (imap_session::*)(imap_args& args);
  using later_handler = asio::awaitable<void> (imap_session::*)(imap_args& args);
  struct command {
    const char* verb;
    needs when;
    bool with_uid;       // "UID <verb>" exists
    bool keeps_numbers;  // no EXPUNGE may be sent during it (RFC 9051 section 7.5.1)
    now_handler now;
    later_handler later = nullptr;
  };
  static const command commands[];
  struct entry {
    std::uint32_t uid = 0;
    std::uint64_t told = 0;  // stored_message::changed the client knows
  };

  asio::awaitable<void> handle(std::string_view text);
  const command* find_command(std::string_view verb) const;

  // imap_sign_in.cpp
  void capability(imap_args& args);
  void noop(imap_args& args);
  void logout(imap_args& args);
  void login(imap_args& args);
  asio::awaitable<void> starttls(imap_args& args);
  asio::awaitable<void> authenticate(imap_args& args);
  std::string capabilities() const;
  void signed_in(account_id who);
  void refuse_sign_in();
  // imap_folders.cpp
  void select(imap_args& args);
  void examine(imap_args& args);
  void open(imap_args& args, bool read_only);
  void create(imap_args& args);
  void list(imap_args& args);
  void status(imap_args& args);
  void append(imap_args& args);
  void close(imap_args& args);
  void unselect(imap_args& args);
  // imap_messages.cpp
  asio::awaitable<void> fetch(imap_args& args);
  void search(imap_args& args);
  void store(imap_args& args);
  void expunge(imap_args& args);
  void copy(imap_args& args);
  void move(imap_args& args);
  void copy_messages(imap_args& args, bool remove);
  // imap_idle.cpp
  asio::awaitable<void> idle(imap_args& args);
  void sync(bool may_renumber);

  void ok(std::string_view text) { answer_ = "OK " + std::string(text); }
  void no(std::string_view text) { answer_ = "NO " + std::string(text); }
  void bad(std::string_view text);
  void untagged(std::string_view text);
  bool writable();  // false: answered
  // Positions in view_; by_uid_ says what the numbers mean.
  std::vector<std::size_t> resolve(const imap_set& set) const;
  std::optional<std::vector<std::size_t>> take_set(imap_args& args);  // nothing: answered BAD
  std::vector<std::uint32_t> uids_of(const std::vector<std::size_t>& positions) const;
  bool offers_starttls() const { return !link_->is_tls() && with_.offers("STARTTLS"); }

  std::shared_ptr<connection> link_;
  services& with_;
  state state_ = state::fresh;
  account_id account_ = 0;
  bool done_ = false;
  std::size_t errors_ = 0;

  // Of the command being handled.
  std::string tag_, answer_;
  bool by_uid_ = false;

  // Of the selected folder.
  std::string folder_;
  std::uint32_t uid_validity_ = 0;
  bool read_only_ = false;
  std::vector<entry> view_;        // by rising uid
  std::uint32_t next_uid_ = 1;     // messages from here on are not in the view yet
  std::set<std::uint32_t> saved_;  // RFC 5182
};

// "\\seen" becomes "\\Seen"; keywords stay. Nothing when a flag is malformed or may not be set.
std::optional<flag_set> settable_flags(const std::vector<std::string>& names);

}  // namespace watchpost::sandbox
