// watchpost/cpp/event.hpp - something that happened on the host, as an owning value.
//
//   #include <watchpost/cpp/op.hpp>
//   #include <watchpost/cpp/services.hpp>
//
//   class my_notifier {
//     plugin::state_store store_;
//
//    public:
//     explicit my_notifier(plugin::host_ref host) : store_(host) {}
//     void notify(const plugin::event& what, plugin::op op) {
//       if (what.kind != plugin::event_kind::point_raised) return op.done();  // not wanted: done
//       const auto answer = std::make_shared<plugin::op>(std::move(op));
//       store_.commit({plugin::edit::set("event." + what.key, what.text)},
//                     [answer](const plugin::status& f) { f ? answer->fail(*f) : answer->done(); });
//     }
//   };
//
// The same event may come again, with the same key, after a crash or an answer other than done(): take a key
// once. Texts are one line each of printable UTF-8. An event owns its texts and may be kept and moved to any
// thread.
#pragma once

#include <watchpost/cpp/result.hpp>
#include <watchpost/cpp/text.hpp>
#include <watchpost/ext/notifier.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::abi {

/// What happened. An instance is done() with kinds that it does not know.
enum class event_kind : std::uint32_t {
  unknown = 0,  ///< of a newer host
  point_raised = WP_EVENT_POINT_RAISED,
  point_cleared = WP_EVENT_POINT_CLEARED,
  point_acknowledged = WP_EVENT_POINT_ACKNOWLEDGED,
  monitor_state = WP_EVENT_MONITOR_STATE
};
/// At the index of their number.
inline constexpr std::array<std::string_view, 5> event_kind_names = {
    "unknown", "point_raised", "point_cleared", "point_acknowledged", "monitor_state"};

constexpr event_kind to_event_kind(std::uint32_t value) noexcept {
  return value < event_kind_names.size() ? static_cast<event_kind>(value) : event_kind::unknown;
}
constexpr std::string_view to_string(event_kind kind) noexcept {
  return event_kind_names[static_cast<std::size_t>(to_event_kind(static_cast<std::uint32_t>(kind)))];
}

/// One event, as notify() gets it.
struct event {
  event_kind kind = event_kind::unknown;
  std::string key;                                ///< names this event, and never another one of this host
  std::string source;                             ///< the id of the point, or the name of the instance
  std::string title;                              ///< the source for people
  abi::state state = abi::state::unknown;         ///< how it is now
  abi::state former_state = abi::state::unknown;  ///< unknown also when nothing was known before
  std::string text;                               ///< what happened
  std::string value;         ///< of the point, with its unit; of a monitor its verdict; may be empty
  std::int64_t wall_ms = 0;  ///< when it happened
  std::string alarm;         ///< what an acknowledgement names; empty: nothing to acknowledge

  bool operator==(const event&) const = default;

  /// Calls `receive(const wp_event*)` with a view of this event that lives as long as the call.
  template <class Receive>
  auto visit_abi(Receive&& receive) const {
    const wp_event abi{sizeof(wp_event),
                       static_cast<std::uint32_t>(kind),
                       to_abi(key),
                       to_abi(source),
                       to_abi(title),
                       static_cast<std::uint32_t>(state),
                       static_cast<std::uint32_t>(former_state),
                       to_abi(text),
                       to_abi(value),
                       wall_ms,
                       to_abi(alarm)};
    return receive(&abi);
  }

  /// Copies; may throw std::bad_alloc.
  static event from_abi(const wp_event& abi) {
    event out;
    if (WP_HAS(&abi, kind)) out.kind = to_event_kind(abi.kind);
    if (WP_HAS(&abi, key)) out.key = view(abi.key);
    if (WP_HAS(&abi, source)) out.source = view(abi.source);
    if (WP_HAS(&abi, title)) out.title = view(abi.title);
    if (WP_HAS(&abi, state)) out.state = to_state(abi.state);
    if (WP_HAS(&abi, former_state)) out.former_state = to_state(abi.former_state);
    if (WP_HAS(&abi, text)) out.text = view(abi.text);
    if (WP_HAS(&abi, value)) out.value = view(abi.value);
    if (WP_HAS(&abi, wall_ms)) out.wall_ms = abi.wall_ms;
    if (WP_HAS(&abi, alarm)) out.alarm = view(abi.alarm);
    return out;
  }
};

}  // namespace watchpost::abi
