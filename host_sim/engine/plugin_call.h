// plugin_call.h - which plugin a thread of the host is in, so that a crash has a name.
//
//   const plugin_call in("start()", "mail", "/usr/lib/watchpost/email_monitor.so");
//   begun = instance->start(...);
//
// Thread: its own. current() may be asked in a signal handler of the same thread.
#pragma once

#include <string>

namespace watchpost::engine {

/// A call from the host into a plugin, as long as the object lives. Borrows the texts. Calls nest: a completion may
/// start the next poll.
class plugin_call {
 public:
  plugin_call(const char* function, const std::string& instance, const std::string& plugin) noexcept
      : function_(function), instance_(instance.c_str()), plugin_(plugin.c_str()), outer_(innermost()) {
    innermost() = this;
  }
  plugin_call(const plugin_call&) = delete;
  plugin_call& operator=(const plugin_call&) = delete;
  ~plugin_call() { innermost() = outer_; }

  const char* function() const noexcept { return function_; }
  const char* instance() const noexcept { return instance_; }
  const char* plugin() const noexcept { return plugin_; }

  /// NULL: this thread is in no plugin.
  static const plugin_call* current() noexcept { return innermost(); }

 private:
  static const plugin_call*& innermost() noexcept {
    static thread_local const plugin_call* call = nullptr;
    return call;
  }

  const char* function_;
  const char* instance_;
  const char* plugin_;
  const plugin_call* outer_;
};

}  // namespace watchpost::engine
