// The sandbox: a small mail server inside this process, for the demo, the tests and the Python bindings.
//
// SMTP, IMAP4rev1 and POP3 on 127.0.0.1 only, each on a clear port with STARTTLS and on an implicit TLS port,
// with a throw-away certificate authority. Mailboxes live in memory. Mail may be delayed, dropped, filed as
// junk, bounced or refused on request, in real time or under a virtual clock.
//
//   watchpost::sandbox::options settings;
//   settings.users = {{"probe@sandbox.test", "secret"}};
//   std::string error;
//   auto mail = watchpost::sandbox::server::start(settings, error);
//   if (!mail) return fail(error);
//   use(mail->ports().submission_tls, mail->ca_pem());
//   mail->set_delivery_delay(std::chrono::seconds(20));
//   mail->drop_next(1);
//   mail->wait_for_messages("probe@sandbox.test", 1, std::chrono::seconds(5));
//   for (const auto& m : mail->messages("probe@sandbox.test")) show(m.uid, m.bytes);
//
// Every member of server may be called from any thread. The sessions run on one thread owned by the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::sandbox {

using time_point = std::chrono::system_clock::time_point;
using std::chrono::milliseconds;

enum class protocol { smtp, imap, pop3 };
inline constexpr const char* protocol_names[] = {"smtp", "imap", "pop3"};

// TCP ports. In options, 0 asks for a free port between 20000 and 32000.
struct port_set {
  std::uint16_t submission = 0, submission_tls = 0;  // SMTP with STARTTLS; SMTP over TLS
  std::uint16_t imap = 0, imap_tls = 0;
  std::uint16_t pop3 = 0, pop3_tls = 0;
};

struct user {
  std::string address{};
  std::string password{};
  std::string login{};  // the name to sign in with; empty: the address
};

// Says what time it is. Called from any thread, also while the server works: must not call back into the
// server.
class time_source {
 public:
  virtual ~time_source() = default;
  virtual time_point now() const = 0;
};

// Bounds on what the network may ask for. Sizes in bytes.
struct limit_set {
  std::size_t command_line = 8192;
  std::size_t message = 10 * 1024 * 1024;  // also the largest IMAP APPEND literal
  std::size_t recipients = 100;
  std::size_t connections = 256;
  std::size_t messages_per_mailbox = 20'000;
  std::size_t errors_per_session = 50;  // then the session is closed
  milliseconds idle{300'000};           // real time; silence longer than this closes a connection
};

// Who may submit mail by SMTP.
enum class submission_policy {
  sign_in,          // only after AUTH
  pop_before_smtp,  // after AUTH, or within ten minutes (of the time source) of any POP3 sign-in
  open,             // everybody
};

struct options {
  std::vector<user> users{};
  port_set ports{};
  std::shared_ptr<const time_source>
      time{};  // null: real time. Else server::clock_advanced() drives deliveries
  limit_set limits{};
  submission_policy submission = submission_policy::sign_in;
  bool clear_sign_in = true;  // passwords may be sent without TLS
  // Offered in this order.
  std::vector<std::string> mechanisms{"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"};
  // Capabilities to leave out and to refuse, by their keyword: "PIPELINING", "CHUNKING", "UIDPLUS", "MOVE",
  // "IDLE", "LITERAL+", "SASL-IR", "SEARCHRES", "STARTTLS", "STLS", "TOP", "UIDL", ...; and IMAP commands:
  // "SEARCH", ...
  std::vector<std::string> without{};
  milliseconds login_delay{0};  // least time between two POP3 sign-ins of a user; whole seconds; 0: any
  int certificate_days = 30;    // negative: the server's certificate has expired
};

// One mail as SMTP accepted it.
struct envelope {
  std::string sender{};  // empty: <>
  std::vector<std::string> recipients{};
  std::string bytes{};
  std::string helo{};
  std::string signed_in_as{};  // address; empty: nobody signed in
  bool tls = false;
};

// What happens to mail that matches. All conditions given must hold; the ones left empty always do.
struct rule {
  enum class effect {
    drop,              // accepted, then silently lost
    junk,              // filed into Junk
    file,              // filed into `folder`, which exists
    delay,             // delivered `delay` after it was accepted
    bounce,            // accepted, then a delivery status notification goes to the sender's INBOX
    refuse_recipient,  // RCPT is answered with `code` and `text`
    refuse_message,    // the end of the data is answered with `code` and `text`
  };
  using predicate = std::function<bool(const envelope&, const std::string& recipient)>;

  effect what = effect::drop;
  std::string recipient{};  // address pattern, `*` stands for anything, letter case is ignored
  std::string sender{};     // likewise
  std::string header{};     // a header field of this name exists ...
  std::string
      contains{};    // ... and holds this text, ignoring case; without `header`: anywhere in the message
  predicate when{};  // called on the server's thread; at RCPT the envelope has no bytes yet
  int times = -1;    // how many recipients it applies to before it goes away; negative: no end
  milliseconds delay{0};
  std::string folder{};
  int code = 550;
  std::string text{};  // empty: a fitting one, with an enhanced status code
};
using rule_id = std::uint64_t;

struct message {
  std::uint32_t uid = 0;
  std::vector<std::string> flags{};
  std::string folder{};
  time_point received{};
  std::string bytes{};
};

struct protocol_counters {
  std::uint64_t sessions = 0, open_sessions = 0, sign_ins = 0, failed_sign_ins = 0, commands = 0;
  std::uint64_t received = 0, sent = 0;  // bytes, without those of TLS
};

struct counters {
  protocol_counters smtp{}, imap{}, pop3{};
  std::uint64_t tls_handshakes = 0, tls_resumed = 0;  // resumed ones are counted in both
  // In messages (accepted) or in recipients (all others); waiting: now held back by a delay.
  std::uint64_t accepted = 0, delivered = 0, junked = 0, dropped = 0, bounced = 0, refused = 0, waiting = 0;
  const protocol_counters& of(protocol p) const {
    return p == protocol::smtp ? smtp : p == protocol::imap ? imap : pop3;
  }
};

class server {
 public:
  // Makes the certificates, opens the ports and starts the thread. Null with a text in `error` when it
  // cannot.
  static std::unique_ptr<server> start(options settings, std::string& error);
  ~server();  // stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Closes every connection and joins the thread; mailboxes stay readable. Takes less than a second.
  void stop();

  port_set ports() const;
  std::string ca_pem() const;                       // the certificate authority to trust
  bool write_ca(const std::string& path) const;     // the same as a file
  std::string host() const { return "127.0.0.1"; }  // "localhost" is in the certificate too

  bool add_user(const user& who);  // false: no address, or it exists already
  bool add_folder(std::string_view address, std::string_view folder);

  // Copies of what is in a folder, by rising uid. Empty when there is no such user or folder.
  std::vector<message> messages(std::string_view address, std::string_view folder = "INBOX") const;
  std::vector<std::string> folders(std::string_view address) const;
  // Puts a message in as it is, past all rules. Its uid, or 0 when user or folder do not exist or are full.
  std::uint32_t inject(std::string_view address, std::string bytes, std::string_view folder = "INBOX",
                       std::vector<std::string> flags = {});
  bool remove(std::string_view address, std::uint32_t uid, std::string_view folder = "INBOX");
  bool set_flags(std::string_view address, std::uint32_t uid, std::vector<std::string> flags,
                 std::string_view folder = "INBOX");
  // Empties a folder and gives it a new UIDVALIDITY, as after a restore on a real server.
  bool reset_folder(std::string_view address, std::string_view folder = "INBOX");
  // Blocks (real time) until the folder holds at least `count` messages. False: it did not within `timeout`.
  bool wait_for_messages(std::string_view address, std::size_t count, milliseconds timeout,
                         std::string_view folder = "INBOX") const;
  // Blocks (real time) until `holds` is true; asks again whenever a mailbox or a counter of sessions changed.
  bool wait_until(const std::function<bool(const server&)>& holds, milliseconds timeout) const;

  rule_id add_rule(rule r);
  bool remove_rule(rule_id id);
  void clear_rules();  // also the delays set below

  void set_delivery_delay(milliseconds delay);
  void set_delivery_delay(std::string_view recipient, milliseconds delay);  // wins over the one for all
  rule_id drop_all() { return add_rule({.what = rule::effect::drop}); }
  rule_id drop_next(int n) { return add_rule({.what = rule::effect::drop, .times = n}); }
  rule_id drop_recipient(std::string pattern) {
    return add_rule({.what = rule::effect::drop, .recipient = std::move(pattern)});
  }
  rule_id drop_if(rule::predicate p) { return add_rule({.what = rule::effect::drop, .when = std::move(p)}); }
  rule_id junk_header(std::string field, std::string contains) {
    return add_rule(
        {.what = rule::effect::junk, .header = std::move(field), .contains = std::move(contains)});
  }
  rule_id junk_subject(std::string contains) { return junk_header("Subject", std::move(contains)); }
  rule_id junk_recipient(std::string pattern) {
    return add_rule({.what = rule::effect::junk, .recipient = std::move(pattern)});
  }
  rule_id refuse_recipient(std::string pattern, int code, std::string text = {}) {
    return add_rule({.what = rule::effect::refuse_recipient,
                     .recipient = std::move(pattern),
                     .code = code,
                     .text = std::move(text)});
  }
  rule_id bounce_recipient(std::string pattern) {
    return add_rule({.what = rule::effect::bounce, .recipient = std::move(pattern)});
  }

  // New connections are greeted with "not available" and closed (421, * BYE, -ERR [SYS/TEMP]).
  void set_unavailable(protocol p, bool unavailable);
  void close_sessions();  // cuts every open connection without a word

  // Blocks until the server has dealt with all that had reached it before, close_sessions() included. From no
  // thread of the server.
  void settle() const;

  // Tells that the time source moved: delivers all that is due by its now(), before it returns.
  void clock_advanced();

  counters count() const;

 private:
  struct impl;
  explicit server(std::unique_ptr<impl> self);
  std::unique_ptr<impl> self_;
};

}  // namespace watchpost::sandbox
