// The queue id in a server's acceptance of a message, as far as it is recognisable. Pure.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::smtp {

// `text`: the words behind code and enhanced code. Knows the forms of Postfix ("Ok: queued as 4F1abc"), Exim
// ("OK id=1abc-000-00"), Sendmail and OpenSMTPD ("u8A1 Message accepted for delivery"), Exchange
// ("[InternalId=12, Hostname=..."), qmail ("ok 17 qp 42"), Haraka ("Message Queued (1A-2.1)"). Empty: none
// found.
std::string queue_id(std::string_view text);

}  // namespace watchpost::mail::smtp
