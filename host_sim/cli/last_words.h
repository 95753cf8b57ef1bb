// last_words.h - a plugin that ends the process is named before the process ends.
//
//   int main() {
//     const last_words named("host_sim");
//     return work();
//   }
//
// A crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, an exception that left a plugin) in a call into a plugin, or in
// its code on a thread of its own, puts one line on standard error and then ends the process as it would have ended
// it. A thread that blocks these signals dies without a word: the system asks nobody. exit() by anybody else than
// main() puts a line there, too, and ends with the code of a failure.
#pragma once

namespace watchpost::cli {

/// One in a process, for as long as main() is at work. `answers`: the line also goes to standard output, where a
/// host that runs this program as a check looks, and the code is that of UNKNOWN.
class last_words {
 public:
  explicit last_words(const char* program, bool answers);
  last_words(const last_words&) = delete;
  last_words& operator=(const last_words&) = delete;
  ~last_words();
};

}  // namespace watchpost::cli
