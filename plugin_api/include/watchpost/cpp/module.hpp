// watchpost/cpp/module.hpp - from an author's class to the one export of a plugin.
//
//   struct config {
//     std::string path;
//   };
//   inline constexpr auto file_age_settings =  // see settings.hpp
//       plugin::settings(plugin::param::path<&config::path>("path").title("File").required());
//
//   class file_age {
//    public:
//     static constexpr plugin::type_text type{.id = "file_age", .title = "Age of a file", .version = "1.0.0",
//                                             .help = "Watches that a file exists and is fresh."};
//     static constexpr auto& settings = file_age_settings;
//     // Optional: what it measures, what it says, what it cannot do without, what it can be asked to do.
//     static constexpr wp_metric metrics[] = {plugin::metric("age", "s", "since the last change")};
//     static constexpr wp_verdict verdicts[] = {plugin::verdict(WP_STATE_OK, "fresh", "it changed lately")};
//     static constexpr const char* services[] = {WP_SERVICE_CLOCK};
//     static constexpr wp_action actions[] = {{"test", "look once"}};  // with probe()
//
//     explicit file_age(plugin::host_ref host);
//     void configure(config c, plugin::diagnostics& diags);   // c is checked; an error in diags refuses it
//     plugin::status activate();                              // optional
//     void start(const plugin::run& run, plugin::op op);      // makes it a wp.monitor/1
//     void notify(const plugin::event& what, plugin::op op);  // a wp.notifier/1; op.done() once it is kept
//     void probe(std::string_view action, std::int64_t deadline_ms, plugin::op op);  // a wp.probe/1
//     void cancel(std::uint64_t op_id);                       // optional
//     void deactivate(plugin::op op);                         // optional; op.done() when all is let go
//   };
//   WATCHPOST_MODULE(file_age)
//
// configure() must not change the object when it puts an error. The thunks refuse calls out of order, a
// second poll beside a running one and activation in a forked child; the class need not.
//
// Ownership: the module owns the object from create() to destroy(). The op belongs to whom it is passed; the
// other arguments are borrowed until the call returns.
// Threads: any thread of the host, one call at a time; each returns within 10 ms, the constructor within 100.
// An op may be answered on any other thread meanwhile, or inside the call.
// Exceptions: may leave any of these functions. From the constructor, configure() and activate() they refuse
// the call (WP_E_MEMORY, WP_E_INTERNAL); from the others they go to the host's log, and the op, dropped on
// the way, answers WP_E_ABANDONED.
#pragma once

#include <watchpost/cpp/services.hpp>
#include <watchpost/cpp/thunks.hpp>
#include <watchpost/module.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>

namespace watchpost::plugin {

/// The texts of wp_type. All are constants that live as long as the module.
struct type_text {
  const char* id;
  const char* title;
  const char* version;
  const char* help;
  std::chrono::milliseconds polite_interval{0};  ///< see wp_type
};

/// `unit` is a base unit as in perfdata: "s", "B", "d", "" for a count.
constexpr wp_metric metric(const char* key, const char* unit, const char* help) noexcept {
  return {sizeof(wp_metric), 0, key, unit, help};
}

/// `state` is the WP_STATE_* that goes with `word`; `remedy` says what to do about it, "": nothing.
constexpr wp_verdict verdict(std::uint32_t state, const char* word, const char* meaning,
                             const char* remedy = "") noexcept {
  return {sizeof(wp_verdict), state, word, meaning, remedy};
}

namespace detail {
/// What open() was given.
inline constinit std::atomic<const wp_host*> host_of_open{nullptr};
}  // namespace detail

/// The host as the whole module sees it, between open() and close(): for what instances share, which may
/// outlive each one of them. Any thread; outside of open() and close() there is no host, and no function of
/// it may be called.
inline host_ref module_host() noexcept {
  return host_ref(detail::host_of_open.load(std::memory_order_acquire));
}

namespace detail {

/// Pointers to the metrics of T, NULL-ended.
template <class T>
inline constexpr auto metric_list = [] {
  if constexpr (requires { T::metrics; }) {
    std::array<const wp_metric*, std::size(T::metrics) + 1> list{};
    for (std::size_t i = 0; i + 1 < list.size(); ++i) list[i] = &T::metrics[i];
    return list;
  } else {
    return std::array<const wp_metric*, 1>{};
  }
}();

/// Pointers to the verdicts of T, NULL-ended.
template <class T>
inline constexpr auto verdict_list = [] {
  if constexpr (requires { T::verdicts; }) {
    std::array<const wp_verdict*, std::size(T::verdicts) + 1> list{};
    for (std::size_t i = 0; i + 1 < list.size(); ++i) list[i] = &T::verdicts[i];
    return list;
  } else {
    return std::array<const wp_verdict*, 1>{};
  }
}();

/// The ids of the services that T cannot do without, NULL-ended.
template <class T>
inline constexpr auto service_list = [] {
  if constexpr (requires { T::services; }) {
    std::array<const char*, std::size(T::services) + 1> list{};
    for (std::size_t i = 0; i + 1 < list.size(); ++i) list[i] = T::services[i];
    return list;
  } else {
    return std::array<const char*, 1>{};
  }
}();

/// The ids of the extensions that instances of T offer, NULL-ended.
template <class T>
inline constexpr auto extension_list = [] {
  std::array<const char*, 4> list{};
  std::size_t n = 0;
  if constexpr (monitor<T>) list[n++] = WP_EXT_MONITOR;
  if constexpr (notifier<T>) list[n++] = WP_EXT_NOTIFIER;
  if constexpr (prober<T>) list[n++] = WP_EXT_PROBE;
  return list;
}();

/// The descriptor of T; its lists end with NULL and point into constants of T.
template <class T>
inline constexpr wp_type type_table{sizeof(wp_type),
                                    0,
                                    T::type.id,
                                    T::type.title,
                                    T::type.version,
                                    T::type.help,
                                    param_list<T::settings>.data(),
                                    metric_list<T>.data(),
                                    service_list<T>.data(),
                                    verdict_list<T>.data(),
                                    extension_list<T>.data(),
                                    T::type.polite_interval.count()};

/// A new instance of T, owned by whoever calls its destroy(). NULL, after `sink` got the reason, where the
/// host lacks a service that T names, or the constructor threw.
template <class T>
wp_instance* make(const wp_host* host, const wp_error_sink* sink) noexcept {
  wp_instance* made = nullptr;
  guarded(host, sink, [&]() -> wp_status {
    for (const char* id : service_list<T>) {
      if (id != nullptr && host->service(host, id) == nullptr) {
        const std::string text = std::string("this host has no ") + id + ", which " + T::type.id + " needs";
        return refuse(sink, WP_E_UNSUPPORTED, text);
      }
    }
    made = &(new instance<T>(host))->abi;
    return WP_OK;
  });
  return made;
}

/// The functions of wp_module. open() and close() leave marks only: what host and process there is.
template <class... Types>
struct module {
  static wp_status WP_CALL open(const wp_host* host, const wp_error_sink*) noexcept {
    host_of_open.store(host, std::memory_order_release);
    process_of_open.store(current_process(), std::memory_order_relaxed);
    return WP_OK;
  }

  static wp_instance* WP_CALL create(const wp_host* host, const char* type_id,
                                     const wp_error_sink* sink) noexcept {
    if (process_of_open.load(std::memory_order_relaxed) == 0) {
      refuse(sink, WP_E_LIFECYCLE, "the module is not open");
      return nullptr;
    }
    wp_instance* made = nullptr;
    bool known = false;
    (void)((view(type_id) == Types::type.id && (known = true, made = make<Types>(host, sink), true)) || ...);
    if (!known) refuse(sink, WP_E_UNSUPPORTED, "this plugin has no such type");
    return made;
  }

  static void WP_CALL close() noexcept {
    run_hook(before_close);
    host_of_open.store(nullptr, std::memory_order_release);
    process_of_open.store(0, std::memory_order_relaxed);
  }

  static constexpr std::array<const wp_type*, sizeof...(Types) + 1> types{&type_table<Types>..., nullptr};
  static constexpr wp_module table{sizeof(wp_module), WP_ABI, __VERSION__, types.data(), &open,
                                   &create,           &close};
};

}  // namespace detail

/// The table of a module with these types, for hosts and tests in the same program. A constant; the first
/// type whose id create() asks for is made.
template <class... Types>
inline constexpr const wp_module* module_table = &detail::module<Types...>::table;

}  // namespace watchpost::plugin

/// Defines the one export of a plugin with these types. Once per plugin, at namespace scope.
#define WATCHPOST_MODULE(...)                                        \
  extern "C" WP_EXPORT const wp_module* WP_CALL wp_plugin_v1(void) { \
    return ::watchpost::plugin::module_table<__VA_ARGS__>;           \
  }
