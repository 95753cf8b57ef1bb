// What a message in the mailbox is to us: foreign, a probe of ours, or what became of one. Whatever claims to
// be ours proves it by the seal. Pure.
//
//   mailbox: identify(it) == ask_body -> fetch the beginning -> identify(it) once more, with the body
#pragma once

#include "bounce.h"
#include "mail/mailbox.h"
#include "seal.h"

#include <optional>
#include <string>
#include <vector>

namespace watchpost::email_monitor {

enum class message_kind : std::uint8_t {
  foreign,
  ask_body,  // only its beginning can tell
  probe,     // ours, come back
  report,    // a delivery report that returns the header of a probe of ours
  answer,    // carries our seal, but is somebody's automatic answer: never an arrival, and not ours to delete
  forged,    // carries our name, and a seal that is not valid
};

struct identified {
  message_kind kind = message_kind::foreign;
  email_monitor::token token;                   // of the probe: probe, report
  std::optional<email_monitor::bounce> bounce;  // report
  bool may_delete = true;  // a probe may be ours beyond doubt and yet in a mail that a person sent on
};

// What stands in every probe of ours.
struct writing {
  std::string from, to;  // as in the envelope
  std::string instance;
};

// The header fields that identify() reads.
std::vector<std::string> identifying_fields();

// A relay may have stripped field and Message-ID: then the seal in the body tells. That counts as an arrival;
// for deleting the message, all of it has to be as we wrote it: sender, subject (behind tags such as "[EXT]")
// and text (above what gateways append).
identified identify(const identity& self, const writing& our, const mail::message_info& s);

}  // namespace watchpost::email_monitor
