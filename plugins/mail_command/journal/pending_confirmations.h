// Commands that wait for somebody to send back a mailed code: for the author's confirmation, or for a second
// person. Pure.
#pragma once

#include "mail_command/identity/nonce.h"
#include "mail_command/identity/permit.h"
#include "request.h"

#include <watchpost/cpp/edits.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::journal {

struct pending_confirmation {
  identity::mailed_code code;
  identity::assessment author;
  std::vector<identity::approval> approvals;  // that came so far
  std::int64_t written_ms = 0;                // the Date of the mail
  std::vector<written_line> lines;            // its commands that wait, with their points
  std::vector<std::string> points;            // ids: one for each line
  bool proven = false;                        // its mail proved who wrote it
};

constexpr auto fields_of(const pending_confirmation*) {
  using mail::json::field;
  using p = pending_confirmation;
  return std::tuple{field("code", &p::code),           field("author", &p::author),
                    field("approvals", &p::approvals), field("written", &p::written_ms),
                    field("lines", &p::lines),         field("points", &p::points),
                    field("proven", &p::proven)};
}
inline bool is_sound(const pending_confirmation& w) { return w.lines.size() == w.points.size(); }

// By the id of the mail.
class pending_confirmations {
 public:
  static constexpr std::string_view prefix = "waiting.";
  // Of proven mail, and as many of mail that proved nothing; beyond: the one that would expire next is.
  static constexpr std::size_t most = 200;

  bool take(std::string_view key, std::string_view value);

  plugin::edits add(const std::string& id, pending_confirmation w);
  plugin::edits forget(const std::string& id);
  plugin::edits prune(std::int64_t now);  // see timeline.h

  // Whose code this is, whoever brings it.
  const std::string* find(std::string_view code, std::int64_t now_ms) const;
  const pending_confirmation& at(const std::string& id) const { return all_.at(id); }
  std::size_t size() const { return all_.size(); }

 private:
  std::map<std::string, pending_confirmation, std::less<>> all_;
};

}  // namespace watchpost::mail_command::journal
