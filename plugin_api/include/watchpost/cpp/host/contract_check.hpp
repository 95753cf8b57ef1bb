// watchpost/cpp/host/contract_check.hpp - what a plugin's tables and results lack, told before a host trips over it.
//
//   bool may_be_used(const wp_module& table) {
//     const std::string lack = host::lack_of(table);
//     std::puts(lack.c_str());  // "its type 'file_age' lacks the value of choice 2 of 'mode'"
//     return lack.empty();
//   }
//
// Reads what the plugin passed and calls nothing: any thread, no wait. A text is empty when nothing is missing. Members
// that may be NULL (titles, groups, defaults, bounds, lists that are empty) are not missed.
#pragma once

#include <watchpost/instance.h>
#include <watchpost/module.h>
#include <watchpost/op.h>

#include <cstddef>
#include <string>

namespace watchpost::host {
namespace detail {

inline bool is_blank(const char* text) { return text == nullptr || *text == '\0'; }

/// One choice, parameter, metric or verdict by its place, as people count.
inline std::string nth(const char* kind, std::size_t index) {
  return std::string(kind) + ' ' + std::to_string(index + 1);
}

inline std::string lack_of_param(const wp_param& param, std::size_t index) {
  // NOLINTNEXTLINE(bugprone-sizeof-expression): the size of the pointer is meant
  if (!WP_HAS(&param, choices)) return "the end of " + nth("parameter", index);
  if (is_blank(param.key)) return "the key of " + nth("parameter", index);
  const std::string name = "'" + std::string(param.key) + "'";
  if (param.kind == WP_KIND_ENUM && param.choice_count == 0) return "the choices of " + name;
  if (param.choice_count == 0) return {};
  if (param.choices == nullptr) return "the choices of " + name;
  for (std::size_t i = 0; i < param.choice_count; ++i) {
    if (param.choices[i].value == nullptr) return "the value of " + nth("choice", i) + " of " + name;
  }
  return {};
}

/// The first lack of a list that ends with NULL, told by `lack(entry, index)`.
template <class Entry, class Lack>
std::string lack_of_list(const Entry* const* list, Lack lack) {
  for (std::size_t i = 0; list != nullptr && list[i] != nullptr; ++i) {
    if (std::string found = lack(*list[i], i); !found.empty()) return found;
  }
  return {};
}

inline std::string lack_of_type(const wp_type& type) {
  if (std::string found = lack_of_list(type.params, &lack_of_param); !found.empty()) return found;
  std::string found = lack_of_list(type.metrics, [](const wp_metric& metric, std::size_t i) {
    return is_blank(metric.key) ? "the key of " + nth("metric", i) : std::string{};
  });
  if (!found.empty() || !WP_HAS(&type, verdicts)) return found;
  return lack_of_list(type.verdicts, [](const wp_verdict& verdict, std::size_t i) {
    return is_blank(verdict.word) ? "the word of " + nth("verdict", i) : std::string{};
  });
}

}  // namespace detail

/// "its table lacks close()", "its type 'x' lacks the key of parameter 3". The table is of a version that the host
/// knows.
inline std::string lack_of(const wp_module& table) {
  if (!WP_HAS(&table, close)) return "its table is cut short";
  if (table.open == nullptr) return "its table lacks open()";
  if (table.create == nullptr) return "its table lacks create()";
  if (table.close == nullptr) return "its table lacks close()";
  if (table.types == nullptr || *table.types == nullptr) return "its table lacks types";
  for (auto type = table.types; *type != nullptr; ++type) {
    if (!WP_HAS(*type, services)) return "a type in its table is cut short";
    if (detail::is_blank((*type)->id)) return "a type in its table lacks its id";
    if (const std::string lack = detail::lack_of_type(**type); !lack.empty()) {
      return "its type '" + std::string((*type)->id) + "' lacks " + lack;
    }
  }
  return {};
}

/// "its instance lacks cancel()".
inline std::string lack_of(const wp_instance& made) {
  if (!WP_HAS(&made, extension)) return "its instance is cut short";
  if (made.configure == nullptr) return "its instance lacks configure()";
  if (made.activate == nullptr) return "its instance lacks activate()";
  if (made.cancel == nullptr) return "its instance lacks cancel()";
  if (made.deactivate == nullptr) return "its instance lacks deactivate()";
  if (made.destroy == nullptr) return "its instance lacks destroy()";
  if (made.extension == nullptr) return "its instance lacks extension()";
  return {};
}

/// "its result lacks its readings": a count without the array.
inline std::string lack_of(const wp_result& result) {
  if (WP_HAS(&result, reading_count) && result.reading_count != 0 && result.readings == nullptr)
    return "its result lacks its readings";
  if (WP_HAS(&result, fact_count) && result.fact_count != 0 && result.facts == nullptr)
    return "its result lacks its facts";
  if (WP_HAS(&result, document_count) && result.document_count != 0 && result.documents == nullptr)
    return "its result lacks its documents";
  return {};
}

}  // namespace watchpost::host
