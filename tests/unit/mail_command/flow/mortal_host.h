// A host in memory that may be told which of its deeds is the last one of the process, and which commits
// fail.
#pragma once

#include "mail_command/journal/durable_state.h"
#include "support/memory_state.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command::test {

struct fake_point {
  point::info about;
  point::sample now;
};

struct audited {
  std::string event;
  host::audit_facts facts;
};

// What survives a kill.
struct disk : watchpost::test::memory_state {
  std::map<std::string, fake_point, std::less<>> points;
  std::map<std::string, point::operated, std::less<>> keys;  // of operations that were accepted
  std::vector<std::pair<std::string, point::value>> moves;   // of outputs: key and value
  std::vector<audited> audit;
  std::vector<std::pair<std::string, std::int64_t>> acknowledged;  // point and occurrence

  // A deed is one durable step: a commit, a record, an acknowledgement; an operation has three: its key is
  // kept, the output moves, its outcome is kept.
  int deeds = 0;
  std::optional<int> last_deed;  // after which the process dies

  // Commits by number: those of [first, end) fail.
  struct failing_commits {
    int first = 0, end = 0;
    bool kept = false;   // what they hold is on the disk all the same
    bool fatal = false;  // the next deed is the last one
  };
  static constexpr int forever = std::numeric_limits<int>::max();
  int commits = 0;
  failing_commits failing;
  bool fail_audit = false;
  int operations_that_throw = 0;  // so many of the next ones

  std::vector<std::string> log;

  // How often the outcome of an operation is told to be pending, from the answer to the operation on.
  int looks_until_known = 0;
  std::vector<std::int64_t> looks_ms;  // wall: when it was asked for

  bool forgetful = false;  // the outcome of an operation cannot be looked up

  // Before each commit.
  std::function<void()> watch;
  std::vector<std::string> unjournaled;  // what was done though no entry told of it before: key or point

  void add(const std::string& id, point::kind kind, point::value value, bool confirmed = false,
           bool two_persons = false);
  bool is_on(const std::string& id) const;
  // As an instance begins with them.
  std::unique_ptr<journal::durable_state> load(std::size_t answers_per_hour) const;
  // An entry whose key has this in front has it in its text, or in its key.
  bool tells(std::string_view front, std::string_view text) const;
  std::size_t moved(const std::string& id_part) const;  // moves whose key holds this text
  bool audited_as(std::string_view event, std::string_view word = {}) const;
};

class mortal_host final : public host::host_services {
 public:
  mortal_host(disk& on, std::function<std::int64_t()> wall) : disk_(on), wall_(std::move(wall)) {}

  bool dead() const { return dead_; }

  mail::net::task<host::mishap> commit(plugin::edits changes) override;
  std::vector<point::info> catalogue() override;
  std::optional<point::sample> read(std::string_view point) override;
  mail::net::task<host::reply_of_points> operate(point::operation operation) override;
  mail::net::task<host::reply_of_points> outcome(std::string key) override;
  mail::net::task<host::reply_of_points> acknowledge(point::acknowledgement acknowledgement) override;
  mail::net::task<host::mishap> audit(std::string event, host::audit_facts facts) override;
  std::int64_t wall_ms() const override { return wall_(); }
  void warn(const std::string& text) override { disk_.log.push_back(text); }

 private:
  mail::net::task<void> done();  // one deed; does not return when it was the last
  point::refusal refusal_of(const point::operation& operation) const;
  host::reply_of_points told(point::operated came);

  disk& disk_;
  std::function<std::int64_t()> wall_;
  bool dead_ = false;
};

}  // namespace watchpost::mail_command::test
