// What a reply that is not the hoped-for one means. Pure.
#pragma once

#include "../failure.h"
#include "reply.h"

namespace watchpost::mail::smtp {

// The failure for a reply that was heard at `at`: its cause by code and enhanced code (RFC 5321 section 4.2,
// RFC 3463, RFC 4954 section 6), the server's words made printable. A positive or intermediate reply where
// another was due is cause::protocol.
failure verdict(stage at, const reply& heard);

}  // namespace watchpost::mail::smtp
