// watchpost/cpp/setting_texts.hpp - sorts the settings a host passed by parameter: who got which texts, and
// who counts.
//
// Internal to settings.hpp and check_params.hpp. Borrows both spans; its views are valid as long as the
// settings.
#pragma once

#include <watchpost/cpp/accept.hpp>
#include <watchpost/cpp/diagnostics.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace watchpost::plugin::detail {

/// "key=a|b" taken apart.
struct condition {
  std::string_view key;
  std::string_view values;  // "a|b"

  static std::optional<condition> parse(std::string_view when) noexcept {
    const std::size_t equals = when.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == when.size()) return std::nullopt;
    return condition{when.substr(0, equals), when.substr(equals + 1)};
  }
  /// True when `matches(value)` for one of the values.
  template <class Matches>
  bool any(Matches matches) const {
    for (std::string_view rest = values;;) {
      const std::size_t bar = rest.find('|');
      if (matches(rest.substr(0, bar))) return true;
      if (bar == std::string_view::npos) return false;
      rest.remove_prefix(bar + 1);
    }
  }
};

/// The index of the parameter with that key.
inline std::optional<std::size_t> find_param(std::span<const wp_param> params,
                                             std::string_view key) noexcept {
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (view(params[i].key) == key) return i;
  }
  return std::nullopt;
}

/// The texts of one configure(), by the index of their parameter; trimmed unless the kind is verbatim.
class setting_texts {
 public:
  /// Reports unknown keys; keeps views of the values.
  setting_texts(std::span<const wp_param> params, std::span<const wp_setting> settings, diagnostics& diags)
      : params_(params), given_(params.size()) {
    for (const wp_setting& s : settings) {
      const std::string_view key = view(s.key);
      if (const auto index = find_param(params, key)) {
        const std::uint32_t kind = params[*index].kind;
        given_[*index].push_back(is_verbatim(kind) ? view(s.value) : values::trim(view(s.value)));
      } else {
        unknown(key, diags);
      }
    }
  }

  /// The values of parameter `i`. An empty value means "not given", except that it replaces the default of a
  /// STRING or TEXT.
  std::vector<std::string_view> values_of(std::size_t i) const {
    std::vector<std::string_view> out;
    const bool keeps_empty = (params_[i].kind == WP_KIND_STRING || params_[i].kind == WP_KIND_TEXT) &&
                             params_[i].def != nullptr && (params_[i].flags & WP_PARAM_REQUIRED) == 0;
    for (std::string_view text : given_[i]) {
      if (!text.empty() || keeps_empty) out.push_back(text);
    }
    return out;
  }

  /// Whether the condition of parameter `i` holds. One that hangs on an unused parameter does not.
  bool active(std::size_t i, std::size_t depth = 0) const {
    const auto when = condition::parse(view(params_[i].when));
    if (!when) return true;
    const auto other = find_param(params_, when->key);
    if (!other || depth > params_.size() || !active(*other, depth + 1)) return false;
    auto texts = values_of(*other);
    if (texts.empty() && params_[*other].def != nullptr) texts.push_back(params_[*other].def);
    for (std::string_view text : texts) {
      if (when->any([&](std::string_view wanted) { return same(params_[*other], text, wanted); }))
        return true;
    }
    return false;
  }

 private:
  static bool same(const wp_param& p, std::string_view a, std::string_view b) {
    if (p.kind == WP_KIND_BOOL) return values::parse_bool(a) == values::parse_bool(b);
    if (p.kind == WP_KIND_ENUM) return values::equal_ignoring_case(a, b);
    return a == b;
  }

  void unknown(std::string_view key, diagnostics& diags) const {
    std::vector<std::string_view> keys;
    keys.reserve(params_.size());
    for (const wp_param& p : params_) keys.push_back(view(p.key));
    const std::string_view near = nearest(key, keys);
    std::string text = "there is no such setting";
    if (!near.empty()) text.append("; did you mean '").append(near).append("'?");
    diags.error(key, text);
  }

  std::span<const wp_param> params_;
  std::vector<std::vector<std::string_view>> given_;
};

}  // namespace watchpost::plugin::detail
