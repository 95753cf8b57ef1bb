// The folders beside INBOX: STATUS says where there is something new, EXAMINE and FETCH read it. Nothing in
// them changes by that, not even \Recent.
#pragma once

#include "look.h"

namespace watchpost::mail::imap {

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
net::task<result<view>> look_elsewhere(session& s, net::network& net, const access_settings& how,
                                       const look_order& order, std::vector<place>& places);

}  // namespace watchpost::mail::imap
