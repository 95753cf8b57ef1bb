// Looking for messages in a mailbox and removing them, the same over IMAP and POP3. Nothing is ever touched
// but what remove() is told.
//
//   auto box = imap::make_mailbox(net, settings);                       // or pop3::make_mailbox
//   auto seen = co_await box->scan(position, is_ours, deadline, cancel, report);
//   auto more = co_await box->scan_folders(other_position, is_ours);   // junk and other folders
//   if (seen && !seen->matches.empty()) co_await box->remove(ids_of(*seen));
//   co_await box->leave();
#pragma once

#include "mail/net/connection.h"
#include "mail/sasl/mechanism.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail {

struct access_settings {
  net::endpoint server;
  net::tls_mode tls = net::tls_mode::implicit;
  net::tls_settings trust;
  sasl::credentials user;
  bool allow_cleartext_login = false;
  std::chrono::milliseconds connect_timeout{30'000};
  std::vector<std::string> fields;   // header fields to show to the matcher, e.g. {"Message-ID", "Received"}
  std::vector<std::string> folders;  // for scan_folders(): names in UTF-8 as the server has them, with its
                                     // hierarchy delimiter, e.g. "Archive/2026"
  // 0: message_info::body is a beginning of at most max_body bytes. Otherwise it is the whole message, unless
  // that has more bytes than these (message_info::cut).
  std::size_t whole_body = 0;
};

// One message, as far as it was read.
struct message_info {
  std::string id;      // opaque, for remove(); IMAP: the UID in decimal, elsewhere than in INBOX with more in
                       // front; POP3: the unique-id (RFC 1939 section 7)
  std::string header;  // IMAP: the fields asked for; POP3: the whole header; CRLF lines
  std::optional<std::int64_t> arrived{};  // IMAP INTERNALDATE, wall seconds
  std::string folder{};                   // its name for humans, in UTF-8; empty: INBOX
  bool junk = false;                      // the folder is \Junk (RFC 6154)
  std::string body{};  // the message from its first byte, at most max_body (or access_settings::whole_body);
                       // only if the matcher asked for it
  bool cut = false;    // there may be more of the message than body has
};

// body: "call me again with the beginning of the message", which then stands in message_info::body. Asked a
// second time it means none.
enum class interest : std::uint8_t { none, ours, body };

// ours: report it. Called once per new message, and once more where it has asked for the body; must not keep
// the reference.
using matcher = std::function<interest(const message_info&)>;

// Up to where the mailbox was read, as an opaque record (json/record.h) to be kept between sessions: IMAP
// UIDVALIDITY and UIDNEXT, POP3 the known unique-ids (hashed). Empty: never read; then the mailbox as it stands is
// taken as known and nothing is read.
using position = std::string;

// Where a mailbox was read up to is not known, though mail of ours may be in it: the newest max_reread
// messages are read.
inline constexpr const char* position_unknown = "unknown";

// IMAP: the mailbox is opened anew, and the newest max_newest messages are read, whatever was read before.
// Servers announce messages that they give only later.
inline constexpr const char* position_newest = "newest";

// A folder that could not be looked into, e.g. because it does not exist.
struct closed_folder {
  std::string name;  // for humans, in UTF-8
  std::string why;   // in the server's words where it had some
};

struct mailbox_scan {
  std::vector<message_info> matches;  // at most max_matches
  position next;  // covers all that was read but the matches: the next scan sees whether they are really
                  // gone. To be stored only after they were dealt with
  std::uint32_t total = 0;  // messages in the mailbox
  std::uint32_t read = 0;   // new ones whose headers were read
  bool renumbered = false;  // the server gave new ids (UIDVALIDITY); the newest messages were read again
  std::uint32_t unread_bodies = 0;  // beyond max_bodies; these messages are not read again

  // Of scan_folders():
  bool folders_unsupported = false;   // POP3
  bool junk_known = false;            // the server says, or its folders' names do, which one is for junk
  std::vector<std::string> folders;   // those that were looked into; for humans, in UTF-8
  std::vector<closed_folder> closed;  // and those that could not be
};
inline constexpr std::size_t max_matches = 1000;
inline constexpr std::uint32_t max_reread = 1000;        // messages read again after a renumbering
inline constexpr std::uint32_t max_newest = 100;         // likewise of position_newest
inline constexpr std::size_t max_body = 65'536;          // bytes of the beginning of a message
inline constexpr std::size_t max_whole_body = 1u << 20;  // the most that access_settings::whole_body may say
inline constexpr std::size_t max_bodies = 20;            // such beginnings read by one scan
inline constexpr std::size_t max_folders = 16;           // looked into beside INBOX

class mailbox {
 public:
  virtual ~mailbox() = default;

  // Connects and signs in when there is no session, then reads the headers of all messages after `since`.
  // Pipelined where the server allows. Calling it again in a session looks for newer mail (POP3: in a new
  // session).
  virtual net::task<result<mailbox_scan>> scan(position since, matcher ours, net::instant deadline,
                                               net::cancellation cancel, session_report& report) = 0;

  // After a scan(), under its deadline, and in its session where that is still open: the same for the folders
  // that are \Junk (RFC 6154), then for access_settings::folders. `since` and mailbox_scan::next are of these
  // folders alone. With an empty `since` they are taken as known; with any other one, a folder that it does
  // not know yet is read like one whose position is unknown: what filed our mail into it may have made it.
  // mailbox_scan::total counts nothing. POP3 has no folders: an empty one that says so.
  virtual net::task<result<mailbox_scan>> scan_folders(position since, matcher ours) = 0;

  // IMAP, in an open session: waits until INBOX may have changed (IDLE, RFC 2177) or `until`. POP3:
  // waits two seconds or `until`, as each scan is a new session.
  virtual net::task<result<void>> wait_for_news(net::instant until) = 0;

  // Removes exactly these messages (ids of the latest scan() and scan_folders()) and ends the session.
  // Durable when it returns: UID EXPUNGE (RFC 4315), or EXPUNGE only when no other message is marked \Deleted
  // (otherwise cause::permanent); POP3 DELE and QUIT. What the server does not remove is removed once more, in
  // lockstep; then it is a failure. Returns how many of them are gone by the server's own word: fewer than
  // `ids` where others removed some, or the server does not say.
  virtual net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) = 0;

  // Moves exactly these messages (ids of the latest scan()) into that folder, a name in UTF-8 as the server
  // has it, and ends the session; the folder is made when it is not there. By MOVE (RFC 6851), or COPY and
  // what remove() does: then a session that breaks in between leaves a message in both places. POP3 has no
  // folders: cause::permanent. Returns the number of messages that were moved by us.
  virtual net::task<result<std::uint32_t>> move(std::vector<std::string> ids, std::string folder) {
    (void)ids;
    (void)folder;
    co_return make_failure(stage::remove, cause::permanent,
                           "this mailbox has no folders to move messages to");
  }

  // Nothing of the latest looks is to be removed any more, and the session may serve others until the next
  // scan().
  virtual net::task<void> pause() { co_return; }

  // Ends the session, if any. Does not wait for an answer.
  virtual net::task<void> leave() = 0;
};

}  // namespace watchpost::mail
