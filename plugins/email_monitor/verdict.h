// From what a poll saw to what it says: the verdict, what it stands on, and the one line for people. Pure.
#pragma once

#include "bounce.h"
#include "catalogue.h"
#include "mail/failure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::email_monitor {

// What one poll saw. Times are seconds.
struct observation {
  struct arrival {
    std::uint64_t sequence = 0;
    std::optional<double> delivery{};  // from submission to arrival
    bool late = false;                 // after its deadline
    std::string folder{};              // where it was; empty: INBOX
    bool junk = false;                 // which is the one for junk
    std::string receipt{};             // the submission server's reply when it took it; may be empty
    bool deleted = false;              // the server says that it is gone
    bool kept = false;                 // not to be deleted: not all of it is as it was written
  };
  struct loss {
    std::uint64_t sequence = 0;
    std::string receipt{};
  };
  struct returned {
    std::uint64_t sequence = 0;
    email_monitor::bounce bounce{};
  };

  std::vector<arrival> arrivals;
  std::vector<loss> lost;                  // declared lost at this poll
  std::vector<returned> bounced, delayed;  // reported to us; delayed ones are still on their way
  std::size_t waiting = 0;                 // outstanding and not due, the new one not counted
  double gap = 0;                          // without polls before this one, against the schedule
  double deadline = 0;
  std::optional<double> warning, critical;  // limits of the delivery
  bool first = false;                       // nothing was ever submitted before this poll
  bool first_is_up = true;
  bool submitted = false;            // this poll's probe was taken
  std::string receipt;               // then: the server's reply
  bool withheld = false;             // not submitted, as too many are outstanding
  std::string unstored;              // why what this poll learnt is not durable yet; empty: it is
  bool unsent = false;               // and so no probe was submitted
  std::vector<std::string> remarks;  // of the retrieval, see mail::session_report
  std::vector<std::string> folders;  // scanned beside INBOX
  bool folders_unseen = false;       // the protocol knows none (POP3)
  std::optional<mail::failure> retrieval_failed;
  std::optional<mail::failure> submission_failed;
  std::optional<mail::failure> removal_failed;  // of what was found
  // One sentence each, where that failed.
  std::string retrieval_advice, submission_advice, removal_advice;
  std::string retrieval_server, submission_server;  // "IMAP mx.example:993", "SMTP mx.example:25"
};

// What a verdict stands on. Empty or 0 where there is nothing of the kind.
struct grounds {
  std::string stage;          // of mail::stage_names, or "delivery": between the two servers, or "state"
  std::string server_text;    // the server's own words
  int reply_code = 0;         // SMTP; or an errno, or OpenSSL's number of a certificate fault
  std::string enhanced_code;  // "5.7.1" (RFC 3463), "AUTHENTICATIONFAILED" (RFC 5530)
  std::string advice;         // one sentence
};

struct judgement {
  email_monitor::verdict verdict = email_monitor::verdict::pending;
  std::uint32_t state = WP_STATE_PENDING;  // of the verdict, or worse by a limit
  std::string summary;
  grounds on;
};
judgement judge(const observation& seen);

// Why `f` says nothing about the server: our own network or name service does not work.
bool is_own_fault(const mail::failure& f);

}  // namespace watchpost::email_monitor
