// Telling the client what changed: at the end of commands, and during IDLE (RFC 2177).
#include "imap_fetch.h"
#include "imap_session.h"

namespace watchpost::sandbox {

void imap_session::sync(bool may_renumber) {
  const auto now = with_.store.status(account_, folder_);
  if (!now || now->uid_validity != uid_validity_) {
    untagged("BYE The folder was replaced");
    view_.clear();
    state_ = state::signed_in;
    done_ = true;
    return;
  }
  const auto all = with_.store.list(account_, folder_);
  auto next = all.begin();
  for (std::size_t i = 0; i < view_.size();) {
    while (next != all.end() && next->uid < view_[i].uid) ++next;
    const std::string number = std::to_string(i + 1);
    if (next == all.end() || next->uid != view_[i].uid) {
      if (!may_renumber) {
        ++i;
        continue;
      }
      untagged(number + " EXPUNGE");
      saved_.erase(view_[i].uid);
      view_.erase(view_.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    if (next->changed != view_[i].told) {
      untagged(number + " FETCH (UID " + std::to_string(next->uid) + " FLAGS " + render_flags(next->flags) +
               ")");
      view_[i].told = next->changed;
    }
    ++i;
  }
  const std::size_t before = view_.size();
  for (const auto& m : all) {
    if (m.uid < next_uid_) continue;
    view_.push_back({m.uid, m.changed});
    next_uid_ = m.uid + 1;
  }
  if (view_.size() != before) untagged(std::to_string(view_.size()) + " EXISTS");
}

void imap_session::mailboxes_changed() {
  if (state_ != state::selected) return;
  sync(true);
  link_->flush_later();
}

asio::awaitable<void> imap_session::idle(imap_args& args) {
  if (!with_.offers("IDLE") || !args.done()) {
    bad("Unknown command");
    co_return;
  }
  link_->write("+ idling\r\n");
  if (state_ == state::selected) sync(true);
  with_.idlers.insert(this);
  const input_line line = co_await link_->read_line(with_.settings.limits.command_line);
  with_.idlers.erase(this);
  if (line.result == read_result::closed) {
    done_ = true;
  } else if (line.result == read_result::ok && iequals(line.text, "DONE")) {
    ok("Done");
  } else {
    bad("IDLE ends with DONE");
  }
}

}  // namespace watchpost::sandbox
