#include "mailstore.h"

#include "text.h"

#include <algorithm>
#include <utility>

namespace watchpost::sandbox {

mailstore::mailstore(const limit_set& limits, std::function<void()> changed)
    : limits_(limits),
      changed_(std::move(changed)),
      next_validity_(static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                                    std::chrono::system_clock::now().time_since_epoch())
                                                    .count())) {}

bool mailstore::add_user(const user& who) {
  const std::string login = who.login.empty() ? who.address : who.login;
  if (who.address.empty() || find_address(who.address) || find_login(login)) return false;
  const std::lock_guard lock(mutex_);
  account added{who.address, login, who.password};
  added.folders.push_back({"INBOX", "", next_validity_++});
  added.folders.push_back({"Junk", "\\Junk", next_validity_++});
  accounts_.push_back(std::move(added));
  return true;
}

std::optional<account_id> mailstore::find_login(std::string_view login) const {
  const std::lock_guard lock(mutex_);
  for (account_id id = 0; id < accounts_.size(); ++id) {
    if (iequals(accounts_[id].login, login)) return id;
  }
  return std::nullopt;
}

std::optional<account_id> mailstore::find_address(std::string_view address) const {
  const std::lock_guard lock(mutex_);
  for (account_id id = 0; id < accounts_.size(); ++id) {
    if (iequals(accounts_[id].address, address)) return id;
  }
  return std::nullopt;
}

std::string mailstore::address(account_id id) const {
  const std::lock_guard lock(mutex_);
  return accounts_.at(id).address;
}

std::string mailstore::password(account_id id) const {
  const std::lock_guard lock(mutex_);
  return accounts_.at(id).password;
}

const mailstore::folder* mailstore::find(account_id id, std::string_view name) const {
  for (const folder& f : accounts_.at(id).folders) {
    // RFC 9051 section 5.1: only INBOX ignores case.
    if (f.name == name || (f.name == "INBOX" && iequals(name, "INBOX"))) return &f;
  }
  return nullptr;
}

mailstore::folder* mailstore::find(account_id id, std::string_view name) {
  return const_cast<folder*>(std::as_const(*this).find(id, name));
}

folder_status mailstore::describe(const folder& f) {
  const auto unseen = std::count_if(f.messages.begin(), f.messages.end(),
                                    [](const stored_message& m) { return !m.flags.contains("\\Seen"); });
  return {f.name,     f.special_use,     f.uid_validity,
          f.uid_next, f.messages.size(), static_cast<std::size_t>(unseen)};
}

bool mailstore::add_folder(account_id id, std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (name.empty() || find(id, name) || accounts_.at(id).folders.size() >= 100) return false;
  accounts_.at(id).folders.push_back({std::string(name), "", next_validity_++});
  return true;
}

std::vector<folder_status> mailstore::folders(account_id id) const {
  const std::lock_guard lock(mutex_);
  std::vector<folder_status> all;
  for (const folder& f : accounts_.at(id).folders) all.push_back(describe(f));
  return all;
}

std::optional<folder_status> mailstore::status(account_id id, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const folder* f = find(id, name);
  if (!f) return std::nullopt;
  return describe(*f);
}

bool mailstore::reset_folder(account_id id, std::string_view name) {
  {
    const std::lock_guard lock(mutex_);
    folder* f = find(id, name);
    if (!f) return false;
    f->messages.clear();
    f->uid_validity = next_validity_++;
    f->uid_next = 1;
  }
  changed_();
  return true;
}

std::vector<stored_message> mailstore::list(account_id id, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const folder* f = find(id, name);
  return f ? f->messages : std::vector<stored_message>{};
}

std::uint32_t mailstore::append(account_id id, std::string_view name, std::string bytes, flag_set flags,
                                time_point when) {
  std::uint32_t uid = 0;
  {
    const std::lock_guard lock(mutex_);
    folder* f = find(id, name);
    if (!f || f->messages.size() >= limits_.messages_per_mailbox) return 0;
    uid = f->uid_next++;
    f->messages.push_back(
        {uid, std::move(flags), when, std::make_shared<const std::string>(std::move(bytes)), next_change_++});
  }
  changed_();
  return uid;
}

std::optional<stored_message> mailstore::change_flags(account_id id, std::string_view name, std::uint32_t uid,
                                                      flag_change how, const flag_set& flags) {
  std::optional<stored_message> result;
  {
    const std::lock_guard lock(mutex_);
    folder* f = find(id, name);
    if (!f) return std::nullopt;
    const auto found = std::ranges::lower_bound(f->messages, uid, {}, &stored_message::uid);
    if (found == f->messages.end() || found->uid != uid) return std::nullopt;
    flag_set wanted = how == flag_change::replace ? flags : found->flags;
    if (how == flag_change::add) wanted.insert(flags.begin(), flags.end());
    if (how == flag_change::remove) {
      for (const auto& flag : flags) wanted.erase(flag);
    }
    if (wanted == found->flags) return *found;
    found->flags = std::move(wanted);
    found->changed = next_change_++;
    result = *found;
  }
  changed_();
  return result;
}

std::vector<std::uint32_t> mailstore::remove(account_id id, std::string_view name,
                                             std::span<const std::uint32_t> uids, bool only_deleted) {
  const std::set<std::uint32_t> wanted(uids.begin(), uids.end());
  std::vector<std::uint32_t> removed;
  {
    const std::lock_guard lock(mutex_);
    folder* f = find(id, name);
    if (!f) return removed;
    std::erase_if(f->messages, [&](const stored_message& m) {
      if (!wanted.contains(m.uid) || (only_deleted && !m.flags.contains("\\Deleted"))) return false;
      removed.push_back(m.uid);
      return true;
    });
  }
  if (!removed.empty()) changed_();
  return removed;
}

}  // namespace watchpost::sandbox
