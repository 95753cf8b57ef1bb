// Which folders beside INBOX are to be looked into: those for junk, asked of the server by LIST (RFC 3501
// section 6.3.8, RFC 5258, RFC 6154) and remembered for a while, and those of the settings.
#pragma once

#include "mail/mailbox.h"
#include "scan.h"
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

// The folders beside INBOX: STATUS says where there is something new, EXAMINE and FETCH read it. Nothing in
// them changes by that, not even \Recent.

// A folder whose messages have ids: place 0 is INBOX ("8"), the others are in front of their UIDs ("2/8").
struct place {
  std::string wire;                       // its name on the wire
  std::optional<std::uint32_t> validity;  // what the UIDs that were seen are good for
  std::uint32_t next = 0;                 // they are below it

  // A UID still means the message that was seen: UIDs never shrink (RFC 3501 section 2.3.1.1).
  bool means_the_same(const folder_state& now) const {
    return now.validity == validity && (!now.next || *now.next >= next);
  }
};

// Signs in if that was not done. `places` has INBOX and is given the others.
net::task<result<mailbox_scan>> scan_folders(session& s, net::network& net, const access_settings& how,
                                             const scan_order& order, std::vector<place>& places);

}  // namespace watchpost::mail::imap
