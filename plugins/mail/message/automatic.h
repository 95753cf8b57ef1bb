// Mail that no person wrote for its reader: what must never be taken for an answer, and never be answered
// (RFC 3834).
//
//   const automatic a = how_automatic(header_fields(message));
//   if (a.kind == automatic_kind::reply) ++replies;   // a.why: "Auto-Submitted: auto-replied"
#pragma once

#include "header.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

enum class automatic_kind : std::uint8_t {
  none,       // nothing says so
  bounce,     // of a mail server about a message: RFC 3464, or older ways
  reply,      // of a program in answer to a message: vacation, receipt, ticket number
  generated,  // of a program on its own account
  list,       // by way of a mailing list; a person may have written it
  perhaps,    // the Subject is that of an automatic reply, and nothing else speaks: people write such, too
};
inline constexpr std::array<std::string_view, 6> automatic_kind_names{"none",      "bounce", "reply",
                                                                      "generated", "list",   "perhaps"};
constexpr std::string_view name(automatic_kind k) {
  return automatic_kind_names[static_cast<std::size_t>(k)];
}

struct automatic {
  automatic_kind kind = automatic_kind::none;
  std::string why;  // the field that says so, printable; empty for none
};

// The names of the fields that how_automatic() looks at, each once, for who asks a server for them.
std::vector<std::string> automatic_fields();

// Where several fields speak, the kind that comes first above; but an empty Return-Path makes a bounce only
// where nothing else speaks, as replies have it too. X-Auto-Response-Suppress says nothing: Exchange writes it
// for people as well. Anybody can write these fields: good for leaving a
// message alone, not for believing it.
automatic how_automatic(const header_fields& header);

}  // namespace watchpost::mail::message
