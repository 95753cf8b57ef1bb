// How points will be when the lines of a mail before this one are done: lines are worked out one after the
// other, before any of them moves anything.
//
//   prospects ahead(host, kept.returning);
//   const prospect& p = ahead.of("pump1");                // as it is now
//   ahead.moved("pump1", true, key, false);               // on, and to go back to off
//   ahead.of("pump1").now.value                           // true
#pragma once

#include "mail_command/host/host_services.h"
#include "mail_command/journal/revert.h"

#include <map>
#include <string>

namespace watchpost::mail_command::decide {

struct prospect {
  point::sample now;    // as the host has it, or as the latest step of the mail leaves it
  std::string step{};   // the key of that step; empty: none of this mail
  point::value back{};  // what a return that is pending then brings; none: nothing is pending
};

class prospects {
 public:
  // Both outlive it.
  prospects(host::host_services& host, const journal::reverts& returning)
      : host_(host), returning_(returning) {}

  const prospect& of(const std::string& point);

  // `back`: to what it returns; none: it stays, and what was pending ends.
  void moved(const std::string& point, point::value value, const std::string& key, point::value back);

 private:
  host::host_services& host_;
  const journal::reverts& returning_;
  std::map<std::string, prospect, std::less<>> all_;
};

}  // namespace watchpost::mail_command::decide
