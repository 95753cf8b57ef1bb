// What a server says it can do (RFC 3501 section 7.2.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

class capabilities {
 public:
  capabilities() = default;
  explicit capabilities(std::string_view names);  // "IMAP4rev1 SASL-IR AUTH=PLAIN", any case

  bool known() const { return !names_.empty(); }
  bool has(std::string_view name) const;  // upper case

  // Also true where IMAP4rev2 includes it (RFC 9051 appendix E).
  bool uid_expunge() const { return has("UIDPLUS") || has("IMAP4REV2"); }
  bool move() const { return has("MOVE") || has("IMAP4REV2"); }
  bool idle() const { return has("IDLE") || has("IMAP4REV2"); }
  bool initial_response() const { return has("SASL-IR") || has("IMAP4REV2"); }

  // SASL names behind "AUTH=".
  std::vector<std::string> mechanisms() const;

  // One blank between two names, upper case.
  std::string text() const;

 private:
  std::string names_;  // " A B C "
};

}  // namespace watchpost::mail::imap
