// watchpost/cpp/thunks.hpp - the C functions in front of an author's class; see module.hpp for what such a
// class looks like.
//
// They keep the life cycle of instance.h, so that the class is called in a legal order only, and they let no
// exception out: bad_alloc becomes WP_E_MEMORY, everything else WP_E_INTERNAL and a line in the host's log.
//
// Threads: the tags of the C headers. `configured` and `active` are plain, since calls into one instance
// never overlap; `running` and `closing` are cleared by whichever thread answers the op, right before the
// answer goes out.
#pragma once

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/event.hpp>
#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/op.hpp>
#include <watchpost/cpp/process.hpp>
#include <watchpost/cpp/run.hpp>
#include <watchpost/cpp/settings.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/ext/monitor.h>
#include <watchpost/ext/notifier.h>
#include <watchpost/ext/probe.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace watchpost::plugin {

/// A class that is polled. start() owes the answer of the op; no other poll of the object is under way.
template <class T>
concept monitor = requires(T& t, const run& r, op o) {
  t.start(r, std::move(o));
};
/// A class that is told events, also while a poll is under way: op.done() once it has the event durably or
/// does not want it; after any other answer the event comes again.
template <class T>
concept notifier = requires(T& t, const event& e, op o) {
  t.notify(e, std::move(o));
};
/// A class with dry-run actions. probe() gets ids of T::actions only; `action` is a constant, `deadline_ms`
/// monotonic.
template <class T>
concept prober = requires(T& t, std::string_view action, std::int64_t deadline_ms, op o) {
  t.probe(action, deadline_ms, std::move(o));
  T::actions;
};

namespace detail {

/// Runs `body` and turns what it throws into a status and, where somebody listens, a text.
template <class Body>
wp_status guarded(const wp_host* host, const wp_error_sink* sink, Body&& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    send_error(sink, WP_E_MEMORY, "plugin", "out of memory");
    return WP_E_MEMORY;
  } catch (const std::exception& e) {
    send_error(sink, WP_E_INTERNAL, "plugin", e.what());
    if (host != nullptr) host_ref(host).error(e.what());
  } catch (...) {
    send_error(sink, WP_E_INTERNAL, "plugin", "an exception of an unknown type");
    if (host != nullptr) host_ref(host).error("an exception of an unknown type");
  }
  return WP_E_INTERNAL;
}

/// Tells `text` and returns `status`.
inline wp_status refuse(const wp_error_sink* sink, wp_status status, std::string_view text) noexcept {
  send_error(sink, status, "plugin", text);
  return status;
}

/// An instance: the C table, the author's object and where it stands in its life. Owns itself until
/// destroy(). `host` outlives it.
template <class T>
struct instance {
  wp_instance abi;
  const wp_host* host;
  T object;
  bool configured = false;
  bool active = false;
  std::atomic<std::uint32_t> running{0};  // a poll is under way
  std::atomic<std::uint32_t> closing{0};  // deactivate() is under way

  explicit instance(const wp_host* h)
      : abi{sizeof(wp_instance), 0, this, &configure, &activate, &cancel, &deactivate, &destroy, &extension},
        host(h),
        object(host_ref(h)) {}

  static instance& of(wp_instance* i) noexcept { return *static_cast<instance*>(i->plugin_data); }
  /// Neither active nor on its way out: may be configured, activated and destroyed.
  bool quiet() const noexcept { return !active && closing.load(std::memory_order_acquire) == 0; }

  static wp_status WP_CALL configure(wp_instance* i, const wp_setting* settings, std::size_t count,
                                     const wp_diag_sink* sink) noexcept {
    instance& self = of(i);
    if (!self.quiet()) return WP_E_LIFECYCLE;
    return guarded(self.host, nullptr, [&]() -> wp_status {
      diagnostics diags(sink);
      typename std::remove_cvref_t<decltype(T::settings)>::config values;
      if (!read_settings(T::settings, {settings, count}, diags, values)) return WP_E_SETTINGS;
      self.object.configure(std::move(values), diags);
      if (diags.failed()) return WP_E_SETTINGS;
      self.configured = true;
      return WP_OK;
    });
  }

  static wp_status WP_CALL activate(wp_instance* i, const wp_error_sink* sink) noexcept {
    instance& self = of(i);
    if (!self.configured)
      return refuse(sink, WP_E_LIFECYCLE, "the instance has no settings yet; configure it first");
    if (!self.quiet()) return refuse(sink, WP_E_LIFECYCLE, "the instance is active already");
    if (process_of_open.load(std::memory_order_relaxed) != current_process()) {
      return refuse(sink, WP_E_LIFECYCLE,
                    "the process forked after it opened this plugin; fork first, then open and activate");
    }
    return guarded(self.host, sink, [&]() -> wp_status {
      if constexpr (requires { self.object.activate(); }) {
        if (const status failed = self.object.activate()) {
          failed->send(sink);
          return failed->status != WP_OK ? failed->status : WP_E_INTERNAL;
        }
      }
      self.active = true;
      return WP_OK;
    });
  }

  static void WP_CALL cancel(wp_instance* i, std::uint64_t id) noexcept {
    instance& self = of(i);
    if constexpr (requires { self.object.cancel(id); }) {
      if (self.active) guarded(self.host, nullptr, [&] { return self.object.cancel(id), WP_OK; });
    }
  }

  // A deactivate() that throws has dropped the op, which is answered with WP_E_ABANDONED by that.
  static wp_status WP_CALL deactivate(wp_instance* i, wp_op* o) noexcept {
    instance& self = of(i);
    if (!self.active) return WP_E_LIFECYCLE;
    self.active = false;
    self.closing.store(1, std::memory_order_relaxed);
    op answer(o, &self.closing);
    if constexpr (requires { self.object.deactivate(std::move(answer)); }) {
      guarded(self.host, nullptr, [&] { return self.object.deactivate(std::move(answer)), WP_OK; });
    } else {
      answer.done();
    }
    return WP_OK;
  }

  static void WP_CALL destroy(wp_instance* i) noexcept {
    instance& self = of(i);
    if (!self.quiet()) {  // to leak is better than to pull memory from under a running thread
      host_ref(self.host).error("destroy() of an active instance is ignored; deactivate it first");
      return;
    }
    delete &self;
    run_hook(after_destroy);
  }

  // Everything behind the making of the op answers through the op, also when the author's code throws.
  static wp_status WP_CALL start(wp_instance* i, const wp_run* r, wp_op* o,
                                 const wp_error_sink* sink) noexcept {
    instance& self = of(i);
    if (!self.active) return refuse(sink, WP_E_LIFECYCLE, "the instance is not active");
    if (self.running.exchange(1, std::memory_order_acquire) != 0) {
      return refuse(sink, WP_E_BUSY, "the former poll is still under way");
    }
    op answer(o, &self.running);
    guarded(self.host, nullptr,
            [&] { return self.object.start(run::from_abi(*r), std::move(answer)), WP_OK; });
    return WP_OK;
  }

  static wp_status WP_CALL probe(wp_instance* i, const char* action, std::int64_t deadline_ms, wp_op* o,
                                 const wp_error_sink* sink) noexcept {
    instance& self = of(i);
    if (!self.active) return refuse(sink, WP_E_LIFECYCLE, "the instance is not active");
    for (const wp_action& known : T::actions) {
      if (view(known.id) != view(action)) continue;
      op answer(o);
      guarded(self.host, nullptr,
              [&] { return self.object.probe(view(known.id), deadline_ms, std::move(answer)), WP_OK; });
      return WP_OK;
    }
    return refuse(sink, WP_E_UNSUPPORTED, "there is no such action");
  }

  static wp_status WP_CALL deliver(wp_instance* i, const wp_event* e, wp_op* o,
                                   const wp_error_sink* sink) noexcept {
    instance& self = of(i);
    if (!self.active) return refuse(sink, WP_E_LIFECYCLE, "the instance is not active");
    op answer(o);
    guarded(self.host, nullptr,
            [&] { return self.object.notify(event::from_abi(*e), std::move(answer)), WP_OK; });
    return WP_OK;
  }

  static const void* WP_CALL extension(wp_instance*, const char* id) noexcept {
    if constexpr (monitor<T>) {
      static constexpr wp_monitor table{sizeof(wp_monitor), 0, &start};
      if (view(id) == WP_EXT_MONITOR) return &table;
    }
    if constexpr (notifier<T>) {
      static constexpr wp_notifier table{sizeof(wp_notifier), 0, &deliver};
      if (view(id) == WP_EXT_NOTIFIER) return &table;
    }
    if constexpr (prober<T>) {
      static constexpr wp_probe table{sizeof(wp_probe), static_cast<std::uint32_t>(std::size(T::actions)),
                                      std::data(T::actions), &probe};
      if (view(id) == WP_EXT_PROBE) return &table;
    }
    return nullptr;
  }
};

}  // namespace detail
}  // namespace watchpost::plugin
