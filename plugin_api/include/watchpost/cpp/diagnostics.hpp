// watchpost/cpp/diagnostics.hpp - remarks about settings, on their way to the host.
//
//   struct config {
//     int warn_after = 0;
//     int lost_after = 0;
//   };
//
//   class my_monitor {
//     config config_;
//
//    public:
//     void configure(config c, plugin::diagnostics& diags) {
//       if (c.warn_after > c.lost_after)
//         return diags.error("warn_after", "must not exceed lost_after; lower it");
//       config_ = c;
//     }
//   };
//
// Texts are for people, in one line: the value, never that of a secret, and the remedy.
#pragma once

#include <watchpost/cpp/text.hpp>
#include <watchpost/param.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// Counts errors and passes every remark on at once. Borrows the sink: lives during one configure() only, on
/// its thread.
class diagnostics {
 public:
  /// NULL: the remarks are counted only.
  explicit diagnostics(const wp_diag_sink* sink) noexcept : sink_(sink) {}

  /// Refuses the setting `key`, and with it the whole configure(). "got '99999'; a port is 1 to 65535".
  void error(std::string_view key, std::string_view text) {
    ++errors_;
    put(WP_SEVERITY_ERROR, key, text);
  }
  /// Says something and refuses nothing.
  void warning(std::string_view key, std::string_view text) { put(WP_SEVERITY_WARNING, key, text); }

  /// The setting means points, or "monitor:" and instances, of such names: the host warns when there are
  /// none.
  void names(std::string_view key, std::string_view pattern) { put(WP_SEVERITY_NAMES, key, pattern); }

  /// The setting names a file that the instance reads while it is active; configure() itself opens none. A host
  /// that validates warns when it cannot be read, and when everybody can read one with a secret.
  void reads(std::string_view key, std::string_view path) { put(WP_SEVERITY_READS, key, path); }
  void reads_secret(std::string_view key, std::string_view path) { put(WP_SEVERITY_READS_SECRET, key, path); }

  bool failed() const noexcept { return errors_ != 0; }
  std::size_t errors() const noexcept { return errors_; }

 private:
  void put(std::uint32_t severity, std::string_view key, std::string_view text) const {
    if (sink_ == nullptr || sink_->put == nullptr) return;
    const wp_diag abi{sizeof(wp_diag), severity, to_abi(key), to_abi(text)};
    sink_->put(sink_->ctx, &abi);
  }

  const wp_diag_sink* sink_;
  std::size_t errors_ = 0;
};

/// The value in quotation marks, fit for one line: controls and broken bytes become '?', long values are cut.
inline std::string quoted(std::string_view value) {
  constexpr std::size_t most = 60;
  std::string out = "'";
  std::size_t end = std::min(value.size(), most);
  while (end < value.size() && end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0u) == 0x80u) --end;
  for (char c : value.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return out += end < value.size() ? "...'" : "'";
}

/// Insertions, deletions, replacements, and swaps of neighbours between two short texts (optimal string
/// alignment). In bytes; takes time by the product of their lengths.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

/// The candidate that somebody who wrote `word` most likely meant; empty: none is near, or `word` is longer
/// than 64 bytes. A candidate that ends in ".word" counts as very near. The view is one of `candidates`.
template <class Candidates>
std::string_view nearest(std::string_view word, const Candidates& candidates) {
  std::string_view best;
  if (word.size() > 64) return best;
  std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 2) + 1;
  for (std::string_view candidate : candidates) {
    std::size_t distance = edit_distance(word, candidate);
    const bool tail = candidate.size() > word.size() && candidate.ends_with(word) &&
                      candidate[candidate.size() - word.size() - 1] == '.';
    if (tail && !word.empty()) distance = 1;
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace watchpost::plugin
