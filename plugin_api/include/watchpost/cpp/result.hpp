// watchpost/cpp/result.hpp - the answer of a run, as an owning value.
//
//   plugin::result delivered(const std::string& transcript) {
//     plugin::result up{plugin::state::ok, "up", "mail took 3.2 s"};
//     up.reading("delivery_seconds", 3.2, 30, 60).fact("tls.version", "TLSv1.3");
//     up.attach("smtp.txt", "text/plain", transcript).rerun_in(std::chrono::seconds(20));
//     return up;  // for op.complete()
//   }
//
// A result owns all of its texts. It holds whatever it is given: that the verdict and the metrics are those
// of the wp_type, and the documents within the limits of op.h, is for its author to keep. Nothing in it holds
// a secret.
#pragma once

#include <watchpost/cpp/text.hpp>
#include <watchpost/op.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::abi {

/// How the monitored thing is. pending: nothing can be said yet.
enum class state : std::uint32_t {
  unknown = WP_STATE_UNKNOWN,
  ok = WP_STATE_OK,
  warning = WP_STATE_WARNING,
  critical = WP_STATE_CRITICAL,
  pending = WP_STATE_PENDING
};
inline constexpr std::array<std::string_view, 5> state_names = {"unknown", "ok", "warning", "critical",
                                                                "pending"};

/// States that a newer side invented read as "unknown".
constexpr state to_state(std::uint32_t value) noexcept {
  return value < state_names.size() ? static_cast<state>(value) : state::unknown;
}
constexpr std::string_view to_string(state value) noexcept {
  return state_names[static_cast<std::size_t>(to_state(static_cast<std::uint32_t>(value)))];
}

/// For a limit that does not apply.
inline constexpr double no_limit = std::numeric_limits<double>::quiet_NaN();

/// What wp_document.name may be: a plain file name, without any path.
constexpr bool is_document_name(std::string_view name) noexcept {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name.size() > WP_DOCUMENT_NAME_MAX || !alphanumeric(name.front())) return false;
  for (const char c : name)
    if (!alphanumeric(c) && c != '.' && c != '-' && c != '_') return false;
  return true;
}

/// The answer of a run, built in a chain: each function returns *this.
struct result {
  struct reading_entry {
    std::string metric;  ///< a key of the type's metrics
    double value;        ///< in the metric's base unit
    double warning;      ///< limits in the same unit, or no_limit
    double critical;
  };
  struct fact_entry {
    std::string key;  ///< "tls.version"
    std::string value;
  };
  struct document_entry {
    std::string name;        ///< is_document_name(), once per result
    std::string media_type;  ///< "text/plain" (then UTF-8), ...
    std::string content;     ///< any bytes
  };

  abi::state state = abi::state::unknown;
  std::string verdict;  ///< one word for scripts, of the type's verdicts
  std::string summary;  ///< one line for people: the stage, the server's words, the remedy
  std::vector<reading_entry> readings;
  std::vector<fact_entry> facts;
  std::vector<document_entry> documents;
  std::chrono::milliseconds rerun{0};  ///< see rerun_in()

  result() = default;
  result(abi::state s, std::string verdict_word, std::string summary_line)
      : state(s), verdict(std::move(verdict_word)), summary(std::move(summary_line)) {}

  /// A measured value of a metric of the type, in its base unit.
  result& reading(std::string metric, double value, double warning = no_limit, double critical = no_limit) {
    readings.push_back({std::move(metric), value, warning, critical});
    return *this;
  }
  /// Something worth knowing, as text.
  result& fact(std::string key, std::string value) {
    facts.push_back({std::move(key), std::move(value)});
    return *this;
  }
  /// A document; see wp_document for its name.
  result& attach(std::string name, std::string media_type, std::string content) {
    documents.push_back({std::move(name), std::move(media_type), std::move(content)});
    return *this;
  }
  /// Asks to be polled again that soon; 0: by the schedule.
  result& rerun_in(std::chrono::milliseconds delay) {
    rerun = delay;
    return *this;
  }

  /// Calls `receive(const wp_result*)` with a view of this result that lives as long as the call.
  template <class Receive>
  void visit_abi(Receive&& receive) const {
    std::vector<wp_reading> abi_readings;
    abi_readings.reserve(readings.size());
    for (const auto& r : readings) abi_readings.push_back({r.metric.c_str(), r.value, r.warning, r.critical});
    std::vector<wp_fact> abi_facts;
    abi_facts.reserve(facts.size());
    for (const auto& f : facts) abi_facts.push_back({f.key.c_str(), to_abi(f.value)});
    std::vector<wp_document> abi_documents;
    abi_documents.reserve(documents.size());
    for (const auto& d : documents)
      abi_documents.push_back({to_abi(d.name), to_abi(d.media_type), {d.content.data(), d.content.size()}});
    const wp_result abi{sizeof(wp_result),   static_cast<std::uint32_t>(state),
                        to_abi(verdict),     to_abi(summary),
                        abi_readings.data(), abi_readings.size(),
                        abi_facts.data(),    abi_facts.size(),
                        rerun.count(),       abi_documents.data(),
                        abi_documents.size()};
    receive(&abi);
  }

  /// Copies. Documents that are misnamed, of a name that was there, or beyond the limits of op.h are left
  /// out.
  static result from_abi(const wp_result& abi) {
    result out;
    if (WP_HAS(&abi, state)) out.state = to_state(abi.state);
    if (WP_HAS(&abi, verdict)) out.verdict = view(abi.verdict);
    if (WP_HAS(&abi, summary)) out.summary = view(abi.summary);
    if (WP_HAS(&abi, reading_count)) {
      for (std::size_t i = 0; i < abi.reading_count; ++i) {
        const wp_reading& r = abi.readings[i];
        out.readings.push_back({std::string(view(r.metric)), r.value, r.warning, r.critical});
      }
    }
    if (WP_HAS(&abi, fact_count)) {
      for (std::size_t i = 0; i < abi.fact_count; ++i) {
        out.facts.push_back({std::string(view(abi.facts[i].key)), std::string(view(abi.facts[i].value))});
      }
    }
    if (WP_HAS(&abi, rerun_in_ms)) out.rerun = std::chrono::milliseconds(abi.rerun_in_ms);
    if (WP_HAS(&abi, document_count)) copy_documents(abi, out);
    return out;
  }

 private:
  static void copy_documents(const wp_result& abi, result& out) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < abi.document_count && i < WP_DOCUMENTS_MAX; ++i) {
      const wp_document& d = abi.documents[i];
      const auto same_name = [&](const auto& other) { return other.name == view(d.name); };
      if (!is_document_name(view(d.name)) || d.content.len > WP_DOCUMENTS_SIZE_MAX - total) continue;
      if (std::any_of(out.documents.begin(), out.documents.end(), same_name)) continue;
      total += d.content.len;
      out.attach(std::string(view(d.name)), std::string(view(d.media_type)), std::string(view(d.content)));
    }
  }
};

}  // namespace watchpost::abi
