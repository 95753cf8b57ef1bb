// stillness.h - whether anything still works in this process: what a plugin does on threads of its own, e.g.
// sending what waits, is no poll that the engine could wait for, and virtual time must not jump over it.
//
// Thread: one.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace watchpost::python {

class stillness {
 public:
  /// True when all other threads sleep, and none has run since the call before. Where the system does not
  /// tell, always true.
  bool look();

  /// No other thread works now, or waits for a processor.
  bool asleep() {
    look();
    return all_slept_;
  }

 private:
  using thread = std::pair<std::string, std::string>;  // its number, how often it went to sleep
  std::vector<thread> seen_;
  bool all_slept_ = true;
};

}  // namespace watchpost::python
