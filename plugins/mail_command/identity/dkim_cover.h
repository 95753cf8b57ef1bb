// Whether the DKIM signatures (RFC 6376) of a domain cover what commands depend on. A passing signature is
// not enough: it may leave out the Message-ID and Date (then a copy passes as a new mail), To (then a mail to
// somebody else is turned on us), by l= the end of the text, or how the text is to be read (then another
// boundary makes other text of the same bytes).
#pragma once

#include "mail/message/header.h"

#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

struct dkim_cover {
  std::string fault;     // empty: all of them cover it
  bool subject = false;  // and the Subject, or there is none
  // The field that is not covered and says that the text is to be read in another way than as it stands; empty:
  // none.
  std::string unread;
};

// Looks at each DKIM-Signature of `domain` (d=), but, where `b` is not empty, only at those whose b= begins
// so (RFC 6008 header.b). From, Date, Message-ID, To and Cc, as far as they are there, must be signed; none
// may be there twice, nor may Subject, Content-Type or Content-Transfer-Encoding.
dkim_cover cover_of(const mail::message::header_fields& header, std::string_view domain, std::string_view b);

}  // namespace watchpost::mail_command::identity
