// What the instance is doing right now, and what it has done since it was activated. On the I/O thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::runtime {

enum class activity : std::uint8_t { idle, connecting, signing_in, reading, sending };
inline constexpr std::array<std::string_view, 5> activity_names{"idle", "connecting", "signing in", "reading",
                                                                "sending"};
constexpr std::string_view name(activity d) { return activity_names[static_cast<std::size_t>(d)]; }

// One direction.
struct traffic {
  std::uint64_t rounds = 0;  // that went well
  std::uint64_t mails = 0;
  std::int64_t last_success = 0;  // wall ms; 0: never
  std::int64_t last_failure = 0;
  std::string failure;  // of the latest round; empty: it went well
  std::string advice;
};

struct work_counts {
  std::uint64_t strangers = 0;  // nobody that a row is about
  std::uint64_t machines = 0;   // bounces, lists, automatic mail, loops
  std::uint64_t unread = 0;     // too big, not addressed to us, no mail at all
  std::uint64_t replayed = 0;
  std::uint64_t stale = 0;
  std::uint64_t unproven = 0;  // that prove nothing, and are not answered
  std::uint64_t capped = 0;    // beyond answer.per_hour
  std::uint64_t left = 0;      // older than the instance, and left alone
  std::uint64_t answered = 0;
  std::uint64_t operated = 0;  // operations that were done
  std::uint64_t refused = 0;   // lines
  std::uint64_t unknown = 0;   // operations whose outcome is not known
  std::uint64_t returned = 0;  // reverts
};

class live_state {
 public:
  traffic receiving, sending;
  work_counts counts;
  std::string tending_fault, sending_fault;  // why that broke off, until it goes on; empty: it does

  // `changed` is called with each step.
  std::function<void()> changed;

  void enter(activity step) {
    if (step == now_) return;
    now_ = step;
    if (changed) changed();
  }
  activity now() const { return now_; }

  // "run (12)", "error: ...", or what it is doing.
  std::string text() const {
    if (now_ != activity::idle) return std::string(name(now_));
    for (const traffic* t : {&receiving, &sending})
      if (!t->failure.empty()) return "error: " + t->failure;
    if (receiving.rounds + sending.rounds == 0) return "idle";
    return "run (" + std::to_string(receiving.rounds + sending.rounds) + ')';
  }

 private:
  activity now_ = activity::idle;
};

}  // namespace watchpost::mail_command::runtime
