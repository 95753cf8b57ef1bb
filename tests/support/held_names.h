// A system resolver that answers when the test likes. A program that links it looks up
//   held-*    not before release(); then there is no answer (EAI_AGAIN), or the name is unknown
//   known-*   at once: 127.0.0.1
//   others    by the real one
#pragma once

#include <cstddef>
#include <netdb.h>
#include <string>

namespace watchpost::test {

// One at a time; counts from its beginning on. Any thread.
class held_names {
 public:
  held_names();
  ~held_names();  // releases, and waits for the end of the threads that waited here
  held_names(const held_names&) = delete;
  held_names& operator=(const held_names&) = delete;

  std::size_t asked(const std::string& name) const;  // look-ups that have begun
  bool wait_until_held(std::size_t names) const;  // so many held ones are waiting; false: not within a minute

  // From now on held names are answered at once.
  void release(int answer = EAI_AGAIN);
};

}  // namespace watchpost::test
