// watchpost/cpp/check_params.hpp - proves that a type's descriptors are sane; for the tests of a plugin.
//
//   #include <watchpost/module.h>
//
//   bool sane() { return plugin::check_params(*wp_plugin_v1()->types[0]).empty(); }
//
// Each text names the key and what is wrong. Takes any descriptors whose lists end with NULL, of whatever
// language the plugin is; calls nothing of the plugin.
#pragma once

#include <watchpost/cpp/accept.hpp>
#include <watchpost/cpp/setting_texts.hpp>
#include <watchpost/cpp/text.hpp>
#include <watchpost/type.h>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::plugin {

namespace detail {

/// Lower-case letters, digits, '_' and '-', in groups that dots separate; begins with a letter.
constexpr bool is_key(std::string_view key) noexcept {
  char before = '.';
  for (char c : key) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool inner = letter || values::is_digit(c) || c == '_' || c == '-';
    if (before == '.' ? !letter : !inner && c != '.') return false;
    before = c;
  }
  return before != '.';
}

/// One run over the descriptors of a type, which it borrows.
class param_checker {
 public:
  explicit param_checker(std::span<const wp_param> params) : params_(params) {}

  std::vector<std::string> run() {
    for (const wp_param& p : params_) {
      text(p);
      values_of(p);
      choices(p);
      condition_of(p);
    }
    return std::move(problems_);
  }

 private:
  void problem(const wp_param& p, const std::string& text) {
    problems_.push_back(std::string(view(p.key)) + ": " + text);
  }

  // Key, title, kind: what every parameter has.
  void text(const wp_param& p) {
    if (p.size < sizeof(wp_param)) problem(p, "size is too small");
    if (!is_key(view(p.key))) problem(p, "a key is lower-case words with dots between groups");
    if (!keys_.insert(view(p.key)).second) problem(p, "the key is used twice");
    if (view(p.title).empty()) problem(p, "has no title");
    if (p.kind > WP_KIND_PATH) problem(p, "is of an unknown kind");
  }

  // min, max and default are values of the kind and do not contradict each other.
  void values_of(const wp_param& p) {
    const bool bounded = p.kind == WP_KIND_INT || p.kind == WP_KIND_FLOAT || p.kind == WP_KIND_DURATION ||
                         p.kind == WP_KIND_SIZE;
    if (!bounded && (p.min != nullptr || p.max != nullptr)) problem(p, "this kind has no min and max");
    wp_param unbounded = p;
    unbounded.min = unbounded.max = nullptr;
    if (p.min != nullptr && !accepts(unbounded, p.min)) problem(p, "min is no value of its kind");
    if (p.max != nullptr && !accepts(unbounded, p.max)) problem(p, "max is no value of its kind");
    wp_param below = p;
    below.max = nullptr;
    if (p.min != nullptr && p.max != nullptr && accepts(unbounded, p.max) && !accepts(below, p.max)) {
      problem(p, "max is below min");
    }
    if (p.def == nullptr) return;
    if (!accepts(p, p.def)) problem(p, "the default does not fit: " + plugin::quoted(p.def));
    if ((p.flags & WP_PARAM_REQUIRED) != 0)
      problem(p, "is required and has a default; one of them is useless");
    if (p.kind == WP_KIND_SECRET) problem(p, "a secret has no default");
  }

  void choices(const wp_param& p) {
    if ((p.kind == WP_KIND_ENUM) != (p.choice_count != 0))
      problem(p, "choices belong to an ENUM, and to each one");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < p.choice_count; ++i) {
      const std::string_view value = view(p.choices[i].value);
      if (value.empty() || value.find_first_of("|= \t\r\n") != std::string_view::npos) {
        problem(p, "a choice is one word without '|' and '='");
      }
      if (!seen.insert(value).second) problem(p, "a choice occurs twice: " + plugin::quoted(value));
    }
  }

  // `when` waits for a value that another parameter may have, and for nothing that waits for this one.
  void condition_of(const wp_param& p) {
    if (p.when == nullptr) return;
    const auto when = condition::parse(p.when);
    if (!when) return problem(p, "`when` is not key=value|value: " + plugin::quoted(p.when));
    const auto other = find_param(params_, when->key);
    if (!other) return problem(p, "`when` refers to an unknown key: " + plugin::quoted(when->key));
    (void)when->any([&](std::string_view value) {
      if (!accepts(params_[*other], value))
        problem(p, "`when` waits for a value that cannot be: " + plugin::quoted(value));
      return false;
    });
    std::size_t steps = 0;
    for (auto at = other; at && steps <= params_.size(); ++steps) {
      const auto next = condition::parse(view(params_[*at].when));
      at = next ? find_param(params_, next->key) : std::nullopt;
    }
    if (steps > params_.size()) problem(p, "`when` goes round in a circle");
  }

  std::span<const wp_param> params_;
  std::set<std::string_view> keys_;
  std::vector<std::string> problems_;
};

}  // namespace detail

/// Everything that is wrong with the descriptors of `type`; empty when all is well.
inline std::vector<std::string> check_params(const wp_type& type) {
  std::vector<std::string> problems;
  const std::string id(view(type.id));
  if (!detail::is_key(id)) problems.push_back("the type id is a lower-case word: " + plugin::quoted(id));
  if (view(type.title).empty()) problems.push_back(id + ": has no title");
  if (view(type.version).empty()) problems.push_back(id + ": has no version");
  std::vector<wp_param> params;
  for (auto p = type.params; p != nullptr && *p != nullptr; ++p) params.push_back(**p);
  for (std::string& text : detail::param_checker(params).run()) problems.push_back(std::move(text));
  std::set<std::string_view> metrics;
  for (auto m = type.metrics; m != nullptr && *m != nullptr; ++m) {
    if (!detail::is_key(view((*m)->key)))
      problems.push_back("a metric key is a lower-case word: " + plugin::quoted(view((*m)->key)));
    if (!metrics.insert(view((*m)->key)).second)
      problems.push_back("a metric occurs twice: " + plugin::quoted(view((*m)->key)));
    if ((*m)->unit == nullptr)
      problems.push_back("a metric without unit: " + plugin::quoted(view((*m)->key)));
  }
  return problems;
}

}  // namespace watchpost::plugin
