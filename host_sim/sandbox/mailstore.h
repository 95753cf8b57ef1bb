// Users and their mailboxes, in memory. Every member may be called from any thread.
//
//   mailstore store({.messages_per_mailbox = 100}, [] { /* something changed */ });
//   store.add_user({"a@sandbox.test", "secret"});
//   auto who = store.find_address("A@sandbox.test");
//   store.append(*who, "INBOX", bytes, {"\\Seen"}, now);
#pragma once

#include "server.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>

namespace watchpost::sandbox {

using account_id = std::size_t;
using flag_set = std::set<std::string>;

struct stored_message {
  std::uint32_t uid = 0;
  flag_set flags{};
  time_point received{};
  std::shared_ptr<const std::string> bytes{};
  std::uint64_t changed = 0;  // rises whenever the flags change
};

struct folder_status {
  std::string name{};
  std::string special_use{};  // RFC 6154: "\\Junk"; empty: none
  std::uint32_t uid_validity = 0, uid_next = 0;
  std::size_t messages = 0, unseen = 0;
};

enum class flag_change { replace, add, remove };

class mailstore {
 public:
  // `changed` is called without locks held, on the thread that made the change.
  mailstore(const limit_set& limits, std::function<void()> changed);

  bool add_user(const user& who);  // with INBOX and Junk
  std::optional<account_id> find_login(std::string_view login) const;
  std::optional<account_id> find_address(std::string_view address) const;
  std::string address(account_id id) const;
  std::string password(account_id id) const;

  bool add_folder(account_id id, std::string_view name);
  std::vector<folder_status> folders(account_id id) const;
  std::optional<folder_status> status(account_id id, std::string_view folder) const;
  bool reset_folder(account_id id, std::string_view folder);

  std::vector<stored_message> list(account_id id, std::string_view folder) const;  // by rising uid
  // The new uid; 0: no such folder, or it is full.
  std::uint32_t append(account_id id, std::string_view folder, std::string bytes, flag_set flags,
                       time_point when);
  // The message after the change; nothing when it is gone.
  std::optional<stored_message> change_flags(account_id id, std::string_view folder, std::uint32_t uid,
                                             flag_change how, const flag_set& flags);
  // Removes those of `uids` that exist (with `only_deleted`: and carry \Deleted). What it removed.
  std::vector<std::uint32_t> remove(account_id id, std::string_view folder,
                                    std::span<const std::uint32_t> uids, bool only_deleted);

 private:
  struct folder {
    std::string name, special_use;
    std::uint32_t uid_validity = 0, uid_next = 1;
    std::vector<stored_message> messages{};
  };
  struct account {
    std::string address, login, password;
    std::deque<folder> folders{};
  };

  folder* find(account_id id, std::string_view name);
  const folder* find(account_id id, std::string_view name) const;
  static folder_status describe(const folder& f);

  const limit_set limits_;
  const std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::deque<account> accounts_;
  std::uint32_t next_validity_;
  std::uint64_t next_change_ = 1;
};

}  // namespace watchpost::sandbox
