// Which folders beside INBOX are to be looked into: those for junk, asked of the server by LIST (RFC 3501
// section 6.3.8, RFC 5258, RFC 6154) and remembered for a while, and those of the settings.
#pragma once

#include "../mailbox.h"
#include "session.h"

namespace watchpost::mail::imap {

struct named_folder {
  std::string wire;  // its name on the wire
  std::string name;  // for humans
  bool junk = false;
};

struct folder_choice {
  std::vector<named_folder> folders;  // at most max_folders, distinct, not INBOX
  std::vector<closed_folder> closed;  // names that cannot be one; an empty name: LIST was refused
  bool junk_known = false;
};

// In a session that is signed in.
net::task<result<folder_choice>> choose_folders(session& s, net::network& net, const access_settings& how);

// LIST is asked anew next time.
void forget_folders(net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
