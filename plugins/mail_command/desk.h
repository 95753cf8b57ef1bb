// What the parts of the flow work with: the settings, the books, and the host. On the I/O thread.
#pragma once

#include "books.h"
#include "live.h"
#include "mail_command/alarm/alarms.h"
#include "mail_command/alarm/rules.h"
#include "mail_command/grammar/when.h"
#include "mail_command/identity/rules.h"
#include "plan.h"
#include "timeline.h"

#include <functional>

namespace watchpost::mail_command {

// Read from the settings; constant while the instance is active.
struct orders {
  plan what;
  access_rules access;
  alarm_rules alarm;
  letter_terms letters;
};

struct desk {
  const orders& how;
  facility& host;
  books& kept;
  live_state& live;
  const timeline& time;
  turns& points;               // whoever operates points, and decides by what they are
  utc_offset zone;             // of the times in answers
  std::function<void()> stir;  // something is due sooner than it was
};

}  // namespace watchpost::mail_command
