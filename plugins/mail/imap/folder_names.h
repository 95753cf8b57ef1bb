// Names of folders: how they are written on the wire, and which mean junk. Pure.
#pragma once

#include "response.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

// Names of folders on the wire: modified UTF-7 (RFC 3501 section 5.1.3).
//
//   to_modified_utf7("Entwürfe")        // "Entw&APw-rfe"
//   from_modified_utf7("Entw&APw-rfe")  // "Entwürfe"

// Nothing when the text is not UTF-8 (RFC 3629).
std::optional<std::string> to_modified_utf7(std::string_view utf8);

// Nothing when it is none, or not in the one form that the RFC allows for the text.
std::optional<std::string> from_modified_utf7(std::string_view wire);

// Which folders are for junk, out of the answers to LIST: by what the server says of them (RFC 6154), or by
// their names where it knows no special uses.

class junk_names {
 public:
  // `special_use`: the server has said that it knows special uses, so that names mean nothing.
  explicit junk_names(bool special_use) : special_use_(special_use) {}

  void take(const list_data& folder);

  // On the wire; at most max_folders.
  const std::vector<std::string>& found() const { return special_use_ ? by_use_ : by_name_; }

 private:
  bool special_use_;
  std::vector<std::string> by_use_, by_name_;
};

// Fit to be sent: not empty, no CR, LF or NUL, no more than max_folder_name bytes.
bool is_folder_name(std::string_view wire);

// INBOX in any case of letters.
bool is_inbox(std::string_view wire);

// For humans: UTF-8 and printable whatever the server has sent.
std::string display_name(std::string_view wire);

}  // namespace watchpost::mail::imap
