// The items of FETCH: parsed from a command, rendered for one message. No sockets.
//
//   imap_args args("(UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
//   auto items = parse_fetch(args);
//   render_fetch(*items, message);   // UID 7 BODY[HEADER.FIELDS (SUBJECT)] {14}...
//
// ENVELOPE, BODYSTRUCTURE and the parts of a multipart are not there.
#pragma once

#include "imap_args.h"
#include "mailstore.h"

namespace watchpost::sandbox {

struct fetch_item {
  enum kind { flags, uid, internal_date, size, section } what = flags;
  enum part { whole, header, fields, other_fields, text } section_part = whole;
  std::string label{};  // what the answer calls a section
  std::vector<std::string> names{};
  bool peek = false;
  bool partial = false;
  std::uint32_t from = 0, length = 0;  // of a partial
};

std::optional<std::vector<fetch_item>> parse_fetch(imap_args& args);
bool sets_seen(const std::vector<fetch_item>& items);
std::string render_fetch(const std::vector<fetch_item>& items, const stored_message& message);
std::string render_flags(const flag_set& flags);  // "(\Seen \Deleted)"

}  // namespace watchpost::sandbox
