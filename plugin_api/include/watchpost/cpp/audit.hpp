// watchpost/cpp/audit.hpp - the host's log of decisions.
//
//   void refuse(plugin::host_ref host, const std::string& sender) {
//     const plugin::audit_log audit(host);
//     audit.append("command.refused", {{"from", sender}, {"why", "unknown sender"}});
//     audit.append("mail.removed", {{"from", sender}}, [host](const plugin::status& failed) {
//       if (!failed) host.info("on the disk");  // on a thread of the host
//     });
//   }
//
// The host adds the time, the instance and a sequence number; records of one host keep their order.
#pragma once

#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/service/audit.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// A facade of wp.audit/1, valid as long as its host_ref. Any thread.
class audit_log {
 public:
  /// Told in the order given. At most WP_AUDIT_FACTS_MAX of them, and WP_AUDIT_SIZE_MAX bytes together.
  struct fact {
    std::string key;
    std::string value;  // never a secret
  };
  /// No failure: the record is on the disk. Runs once: on a thread of the host, where what it throws is
  /// swallowed; or, when the host refused at once, inside append(), which then throws it on. It must not
  /// block.
  using appended = std::function<void(status)>;

  explicit audit_log(host_ref host) : host_(host), api_(host.service<wp_audit>(WP_SERVICE_AUDIT)) {}

  /// Whether the host has such a log; without it append() fails with WP_E_UNSUPPORTED.
  bool available() const noexcept { return api_ != nullptr; }

  /// Appends one record and returns without waiting for the disk. `event` is a word of a-z, 0-9, '.', '-' and
  /// '_'. Without `done`, a failure goes to the host's log.
  void append(std::string_view event, const std::vector<fact>& facts, appended done = {}) const {
    if (!done) {
      done = [host = host_](status failed) {
        if (failed) host.error("audit: " + failed->text);
      };
    }
    if (api_ == nullptr)
      return done(error{
          .status = WP_E_UNSUPPORTED, .domain = "audit", .text = "this host has no audit log (wp.audit/1)"});
    std::vector<wp_fact> abi;
    abi.reserve(facts.size());
    for (const fact& f : facts) abi.push_back({f.key.c_str(), to_abi(f.value)});
    auto ctx = std::make_unique<appended>(std::move(done));
    const wp_status status =
        api_->append(host_.abi(), to_abi(event), abi.data(), abi.size(), &call, ctx.get());
    if (status == WP_OK) {
      (void)ctx.release();  // call() owns it now
    } else {
      (*ctx)(error{.status = status, .domain = "audit", .text = "the host refused the record"});
    }
  }

 private:
  static void WP_CALL call(void* ctx, wp_status status, const wp_error* why) noexcept {
    const std::unique_ptr<appended> done(static_cast<appended*>(ctx));
    try {
      abi::status failed;
      if (status != WP_OK) {
        failed = why != nullptr
                     ? error::from_abi(*why)
                     : error{.status = status, .domain = "audit", .text = "the record was not written"};
        failed->status = status;
      }
      (*done)(std::move(failed));
    } catch (...) {  // nobody to tell
    }
  }

  host_ref host_;
  const wp_audit* api_;
};

}  // namespace watchpost::plugin
