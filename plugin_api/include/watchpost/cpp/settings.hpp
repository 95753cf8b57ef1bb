// watchpost/cpp/settings.hpp - a plugin's settings: one constant table that describes them and fills a plain
// struct.
//
//   namespace param = plugin::param;
//
//   struct config {
//     std::string host;
//     std::uint16_t port = 0;
//     std::optional<std::string> user;
//     std::vector<std::string> folders;
//   };
//   inline constexpr auto table = plugin::settings(
//       param::host<&config::host>("smtp.host").title("SMTP server").required().macro(),
//       param::port<&config::port>("smtp.port").title("SMTP port").def("submission"),
//       param::string<&config::user>("smtp.user").title("User"),
//       param::string<&config::folders>("imap.folder").title("Folders").def("INBOX"));
//
//   wp_status configure(const wp_setting* settings, std::size_t count, plugin::diagnostics& diags) {
//     config c;
//     return plugin::read_settings(table, {settings, count}, diags, c) ? WP_OK : WP_E_SETTINGS;
//   }
//
// The table has static storage ("inline constexpr" at namespace scope, or "static constexpr" in a class): the
// descriptors that hosts see point into it. A class that names it `settings` need not call anything, see
// module.hpp.
#pragma once

#include <watchpost/cpp/param.hpp>
#include <watchpost/cpp/setting_texts.hpp>

#include <array>
#include <span>
#include <string>
#include <type_traits>

namespace watchpost::plugin {

/// A constant: the descriptors, and at the same index the code that fills the member of a C.
template <class C, std::size_t N>
struct settings_table {
  using config = C;
  static constexpr std::size_t size = N;
  std::array<wp_param, N> params;
  std::array<typename field<C>::setter, N> setters;
};

/// The table of these fields, which fill members of the same struct. check_params.hpp proves it sane.
template <class C, class... More>
constexpr auto settings(field<C> first, More... more) {
  static_assert((std::is_same_v<field<C>, More> && ...), "all fields of one table belong to the same struct");
  return settings_table<C, 1 + sizeof...(More)>{{first.param, more.param...}, {first.set, more.set...}};
}

/// The NULL-ended list of descriptors for wp_type.params.
template <const auto& Table>
inline constexpr auto param_list = [] {
  std::array<const wp_param*, std::remove_cvref_t<decltype(Table)>::size + 1> list{};
  for (std::size_t i = 0; i + 1 < list.size(); ++i) list[i] = &Table.params[i];
  return list;
}();

namespace detail {
/// "got 'x'; expected ..." without the value when it is a secret.
inline void refuse(const wp_param& p, std::string_view text, diagnostics& diags) {
  const bool hidden = p.kind == WP_KIND_SECRET;
  const std::string value = hidden ? std::string("the value") : plugin::quoted(text);
  if (const auto fault = character_fault(p.kind, text); !fault.empty()) {
    diags.error(view(p.key), value + " " + std::string(fault));
  } else {
    diags.error(view(p.key), (hidden ? "" : "got " + value + "; ") + "expected " + expectation(p));
  }
}
}  // namespace detail

/// Fills `out` from its defaults and from what the host passed, and names every fault in `diags`: unknown
/// keys, values that do not fit, what is missing or given twice. True when there was none; otherwise `out` is
/// half filled and not to be used. What `when` rules out keeps its default, and a warning says so where it
/// was given. Copies all texts; a secret is never repeated in a remark. Pure but for `diags`; any thread; may
/// throw std::bad_alloc.
template <class C, std::size_t N>
bool read_settings(const settings_table<C, N>& table, std::span<const wp_setting> settings,
                   diagnostics& diags, C& out) {
  const std::size_t before = diags.errors();
  const detail::setting_texts texts(table.params, settings, diags);
  for (std::size_t i = 0; i < N; ++i) {
    const wp_param& p = table.params[i];
    const bool active = texts.active(i);
    const auto given = active ? texts.values_of(i) : std::vector<std::string_view>();
    if (!active && !texts.values_of(i).empty())
      diags.warning(view(p.key), "is not used: it belongs to " + std::string(view(p.when)));
    if (given.size() > 1 && (p.flags & WP_PARAM_REPEATED) == 0) {
      diags.error(view(p.key), "is given " + std::to_string(given.size()) + " times; keep one");
      continue;
    }
    if (given.empty() && active && (p.flags & WP_PARAM_REQUIRED) != 0) {
      diags.error(view(p.key), "is required and missing; expected " + expectation(p));
    }
    if (given.empty() && p.def != nullptr && !table.setters[i](out, p, p.def, true)) {
      diags.error(view(p.key), "has a default that does not fit: " + plugin::quoted(view(p.def)));
    }
    bool first = true;
    for (std::string_view text : given) {
      const bool fits = character_fault(p.kind, text).empty() && table.setters[i](out, p, text, first);
      if (!fits) detail::refuse(p, text, diags);
      first = false;
    }
  }
  return diags.errors() == before;
}

}  // namespace watchpost::plugin
