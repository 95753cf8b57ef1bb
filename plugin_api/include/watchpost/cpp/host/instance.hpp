// watchpost/cpp/host/instance.hpp - a module and its instances, for hosts, as objects that clean up.
//
//   struct polled {
//     std::unique_ptr<host::module> module;
//     std::unique_ptr<host::instance> monitor;  // goes first
//   };
//
//   host::expected<polled> begin(const wp_module* table, const wp_host* own) {
//     auto module = host::module::open(table, own);  // the table of a library, or of wp_plugin_v1() in here
//     if (!module) return module.error();
//     auto monitor = (*module)->create(own, "file_age");
//     if (!monitor) return monitor.error();
//     const host::configured set = (*monitor)->configure({{"path", "/tmp/x"}});
//     if (!set.accepted())
//       return host::error{.status = set.status, .domain = "settings", .text = set.remarks.front().text};
//     if (host::status failed = (*monitor)->activate()) return *failed;
//     return polled{*std::move(module), *std::move(monitor)};
//   }
//   host::expected<std::uint64_t> poll(host::instance& monitor, const wp_run& run, host::completion show) {
//     return monitor.start(run, std::move(show));
//   }
//   host::expected<std::uint64_t> end(polled& all) {
//     return all.monitor->deactivate([](const host::answer&) { std::puts("may be destroyed now"); });
//   }
//
// Ownership: the module owns nothing but the duty to close, an instance the wp_instance; the wp_host of each
// lives until it is gone. Instances go before their module. An instance goes when it is not active: else the
// plugin keeps its own half for ever, while the operations are freed here. A module does not go inside a
// completion.
// Threads: any, one at a time per instance; different instances are independent. create() is of the module,
// one at a time. Completions run on a thread of the plugin, also inside the call that started the operation:
// see operation.hpp.
// Errors: as values. `status` is what the plugin answered; "host" is the domain of what it was not even asked
// for.
#pragma once

#include <watchpost/cpp/event.hpp>
#include <watchpost/cpp/expected.hpp>
#include <watchpost/cpp/host/contract_check.hpp>
#include <watchpost/cpp/host/operation.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/ext/monitor.h>
#include <watchpost/ext/notifier.h>
#include <watchpost/ext/probe.h>
#include <watchpost/module.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::host {

/// Catches the one error that a call may set. Lives during that call.
class error_catcher {
 public:
  error_catcher() = default;
  error_catcher(const error_catcher&) = delete;
  error_catcher& operator=(const error_catcher&) = delete;

  const wp_error_sink* sink() noexcept { return &sink_; }
  /// What was set, for a call without a status that failed. Once.
  error why() {
    return caught_ ? std::move(*caught_)
                   : error{.status = WP_E_INTERNAL, .domain = "host", .text = "the plugin gave no reason"};
  }
  /// The failure of a call that answered `status`, with what was set or without a text. Once.
  status take(wp_status status) {
    if (status == WP_OK) return {};
    if (!caught_) caught_ = error{.status = status};
    caught_->status = status;
    return std::move(caught_);
  }

 private:
  static void WP_CALL set(void* ctx, const wp_error* e) {
    static_cast<error_catcher*>(ctx)->caught_ = error::from_abi(*e);
  }
  status caught_;
  wp_error_sink sink_{this, &set};
};

/// One setting, spelled as a user types it.
struct setting {
  std::string key;
  std::string value;
};

/// One remark of the plugin about the settings.
struct diagnostic {
  std::uint32_t severity;  ///< WP_SEVERITY_*
  std::string key;         ///< of the setting; empty: none
  std::string text;
};

/// What became of the settings. Refused ones leave the former in force; WP_E_SETTINGS has its reasons in
/// `remarks`.
struct configured {
  wp_status status = WP_OK;
  std::vector<diagnostic> remarks;
  bool accepted() const noexcept { return status == WP_OK; }
};

/// One wp_instance, destroyed with the object.
class instance {
 public:
  /// Takes `abi` over, from create(). `fault` hears of answers that break the contract.
  instance(wp_instance* abi, misbehaviour fault) : abi_(abi), operations_(std::move(fault)) {}
  instance(const instance&) = delete;
  instance& operator=(const instance&) = delete;
  ~instance() { abi_->destroy(abi_); }

  /// Replaces all settings. Not while active. Touches no network: also good for mere validation.
  configured configure(const std::vector<setting>& settings) {
    std::vector<wp_setting> list;
    list.reserve(settings.size());
    for (const setting& s : settings) list.push_back({to_abi(s.key), to_abi(s.value)});
    configured out;
    const wp_diag_sink sink{&out.remarks, [](void* ctx, const wp_diag* d) {
                              static_cast<std::vector<diagnostic>*>(ctx)->push_back(
                                  {d->severity, std::string(view(d->key)), std::string(view(d->text))});
                            }};
    out.status = abi_->configure(abi_, list.data(), list.size(), &sink);
    return out;
  }

  /// Ready to work from here on, until the op of deactivate() completes.
  status activate() {
    error_catcher errors;
    return errors.take(abi_->activate(abi_, errors.sink()));
  }

  /// The id of the operation when the poll was started; `done` follows then, and only then.
  expected<std::uint64_t> start(const wp_run& run, completion done, interim said = {}) {
    const auto* monitor = extension<wp_monitor>(WP_EXT_MONITOR);
    if (monitor == nullptr)
      return error{.status = WP_E_UNSUPPORTED, .domain = "host", .text = "the instance is not polled"};
    if (!WP_HAS(monitor, start) || monitor->start == nullptr) return lacking(WP_EXT_MONITOR, "start()");
    return launch(std::move(done), std::move(said),
                  [&](wp_op* op, const wp_error_sink* sink) { return monitor->start(abi_, &run, op, sink); });
  }

  /// As start(), for an action of wp_probe; may run beside a poll. `deadline_ms` is monotonic, `action`
  /// borrowed.
  expected<std::uint64_t> probe(const char* action, std::int64_t deadline_ms, completion done,
                                interim said = {}) {
    const auto* probe = extension<wp_probe>(WP_EXT_PROBE);
    if (probe == nullptr)
      return error{.status = WP_E_UNSUPPORTED, .domain = "host", .text = "the instance has no actions"};
    if (!WP_HAS(probe, start) || probe->start == nullptr) return lacking(WP_EXT_PROBE, "start()");
    return launch(std::move(done), std::move(said), [&](wp_op* op, const wp_error_sink* sink) {
      return probe->start(abi_, action, deadline_ms, op, sink);
    });
  }

  /// Answered with WP_OK, without a result, once the instance has the event durably.
  expected<std::uint64_t> notify(const event& what, completion done) {
    const auto* notifier = extension<wp_notifier>(WP_EXT_NOTIFIER);
    if (notifier == nullptr)
      return error{.status = WP_E_UNSUPPORTED, .domain = "host", .text = "the instance takes no events"};
    if (!WP_HAS(notifier, deliver) || notifier->deliver == nullptr)
      return lacking(WP_EXT_NOTIFIER, "deliver()");
    return launch(std::move(done), {}, [&](wp_op* op, const wp_error_sink* sink) {
      return what.visit_abi([&](const wp_event* e) { return notifier->deliver(abi_, e, op, sink); });
    });
  }

  /// A wish: the operation still completes, mostly with WP_E_CANCELLED. Unknown and finished ids are ignored.
  void cancel(std::uint64_t id) { abi_->cancel(abi_, id); }

  /// Cancels everything. Once `done` runs, nothing of the instance is left and it may be destroyed, even in
  /// there.
  expected<std::uint64_t> deactivate(completion done) {
    return launch(std::move(done), {},
                  [&](wp_op* op, const wp_error_sink*) { return abi_->deactivate(abi_, op); });
  }

  /// nullptr: not offered. T is the struct of the header that defines the id. Valid until the library is
  /// unmapped.
  template <class T>
  const T* extension(const char* id) const {
    return static_cast<const T*>(abi_->extension(abi_, id));
  }

  /// Operations that are not answered yet.
  std::size_t outstanding() const { return operations_.outstanding(); }
  wp_instance* abi() noexcept { return abi_; }

 private:
  static error lacking(const char* extension, const char* member) {
    return {.status = WP_E_UNSUPPORTED,
            .domain = "host",
            .text = "its " + std::string(extension) + " lacks " + member};
  }

  template <class Call>
  expected<std::uint64_t> launch(completion done, interim said, Call call) {
    operation& op = operations_.make(std::move(done), std::move(said));
    const std::uint64_t id = op.id();  // `op` may be gone when the call returns
    error_catcher errors;
    const wp_status status = call(op.abi(), errors.sink());
    if (status == WP_OK) return id;
    operations_.forget(op);
    return *errors.take(status);
  }

  wp_instance* abi_;
  operations operations_;
};

/// An opened module; closed with the object. `table` outlives it. One per process and library.
class module {
 public:
  /// Checks the version, then opens. `host` lives until the module is gone.
  static expected<std::unique_ptr<module>> open(const wp_module* table, const wp_host* host) {
    if (const status f = check(table)) return *f;
    error_catcher errors;
    if (const status f = errors.take(table->open(host, errors.sink()))) return *f;
    return std::unique_ptr<module>(new module(table));
  }

  /// What keeps a host from using this table; calls nothing of the plugin.
  static status check(const wp_module* table) {
    if (table == nullptr)
      return error{.status = WP_E_UNSUPPORTED, .domain = "load", .text = "the plugin returned no table"};
    if (!WP_HAS(table, abi) || table->abi != WP_ABI) {
      const std::uint32_t abi = WP_HAS(table, abi) ? table->abi : 0;
      return error{.status = WP_E_UNSUPPORTED,
                   .domain = "load",
                   .code = abi,
                   .text = "the plugin was built for version " + version(abi) +
                           " of the plugin ABI, this host for " + version(WP_ABI) +
                           "; use a plugin of the same version"};
    }
    if (std::string lack = lack_of(*table); !lack.empty())
      return error{.status = WP_E_UNSUPPORTED, .domain = "load", .text = std::move(lack)};
    return {};
  }

  module(const module&) = delete;
  module& operator=(const module&) = delete;
  ~module() { table_->close(); }

  /// A new, unconfigured instance. `host` is its own and outlives it; its name is the key of its state.
  expected<std::unique_ptr<instance>> create(const wp_host* host, const char* type_id,
                                             misbehaviour fault = abort_on_misbehaviour) {
    error_catcher errors;
    wp_instance* const made = table_->create(host, type_id, errors.sink());
    if (made == nullptr) return errors.why();
    if (std::string lack = lack_of(*made); !lack.empty())  // it stays the plugin's
      return error{.status = WP_E_UNSUPPORTED, .domain = "host", .text = std::move(lack)};
    return std::make_unique<instance>(made, std::move(fault));
  }

  const wp_module* table() const noexcept { return table_; }

 private:
  explicit module(const wp_module* table) noexcept : table_(table) {}
  static std::string version(std::uint32_t abi) {
    return std::to_string(abi >> 16) + "." + std::to_string(abi & 0xFFFFu);
  }
  const wp_module* table_;
};

}  // namespace watchpost::host
