// Commands that wait for somebody to send back a mailed code: for the author's confirmation, or for a second
// person. Pure.
#pragma once

#include "edits.h"
#include "mail_command/identity/nonce.h"
#include "mail_command/identity/permit.h"
#include "request.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command {

struct waiting {
  mailed_code code;
  assessment author;
  std::vector<approval> approvals;  // that came so far
  std::int64_t written_ms = 0;      // the Date of the mail
  std::vector<written_line> lines;  // its commands that wait, with their points
  std::vector<std::string> points;  // ids: one for each line
  bool proven = false;              // its mail proved who wrote it
};

std::string to_text(const waiting& w);
std::optional<waiting> read_waiting(std::string_view text);

// By the id of the mail.
class waiting_room {
 public:
  static constexpr std::string_view prefix = "waiting.";
  // Of proven mail, and as many of mail that proved nothing; beyond: the one that would expire next is.
  static constexpr std::size_t most = 200;

  bool take(std::string_view key, std::string_view value);

  edits add(const std::string& id, waiting w);
  edits forget(const std::string& id);
  edits prune(std::int64_t now);  // see timeline.h

  // Whose code this is, whoever brings it.
  const std::string* find(std::string_view code, std::int64_t now_ms) const;
  const waiting& at(const std::string& id) const { return all_.at(id); }
  std::size_t size() const { return all_.size(); }

 private:
  std::map<std::string, waiting, std::less<>> all_;
};

}  // namespace watchpost::mail_command
