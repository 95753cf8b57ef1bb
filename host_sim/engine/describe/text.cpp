#include "engine/text.h"

#include "engine/describe/describe.h"

#include <algorithm>

namespace watchpost::engine {
namespace {

// Breaks at blanks; every line begins with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out, line;
  const auto flush = [&] {
    if (!line.empty()) out += std::string(indent, ' ') + line + "\n";
    line.clear();
  };
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    const auto word = text.substr(0, end);
    if (!line.empty() && indent + display_width(line) + 1 + display_width(word) > width) flush();
    if (!word.empty()) line += (line.empty() ? "" : " ") + std::string(word);
    if (end < text.size() && text[end] == '\n') flush();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  flush();
  return out;
}

std::string properties(const param_view& p) {
  std::string out(kind_name(p.kind));
  if (p.repeated) out += ", may be repeated";
  if (p.required) out += ", required";
  if (p.def) out += ", default " + (p.def->empty() ? std::string("empty") : std::string(*p.def));
  if (!p.min.empty()) out += ", least " + std::string(p.min);
  if (!p.max.empty()) out += ", most " + std::string(p.max);
  if (p.macro) out += ", macros";
  if (p.advanced) out += ", advanced";
  return out;
}

}  // namespace

std::string describe_text(const type_view& type, std::size_t width) {
  std::string out =
      std::string(type.id) + " " + std::string(type.version) + " - " + std::string(type.title) + "\n\n";
  if (!type.help.empty()) out += wrapped(type.help, 0, width) + "\n";
  if (!type.extensions.empty()) out += wrapped("Offers " + extensions_text(type) + ".", 0, width) + "\n";
  if (type.polite_interval_ms > 0) out += wrapped(polite_interval_text(type), 0, width) + "\n";
  std::string_view group;
  for (const auto& p : type.params) {
    if (&p == type.params.data() || p.group != group) {
      group = p.group;
      out += (group.empty() ? std::string("Settings") : std::string(group)) + "\n";
    }
    out += "  " + std::string(p.key) + "  (" + properties(p) + ")\n";
    const auto help = p.help.empty() ? p.title : p.help;
    out += wrapped(help, 6, width);
    if (!p.when.empty()) out += wrapped("Only when " + std::string(p.when) + ".", 6, width);
    for (const auto& choice : p.choices) {
      out +=
          wrapped(std::string(choice.value) + (choice.help != nullptr ? ": " + std::string(choice.help) : ""),
                  8, width);
    }
  }
  if (!type.metrics.empty()) out += "\nMetrics\n";
  for (const auto* m : type.metrics) {
    const std::string unit = m->unit != nullptr && *m->unit != '\0' ? " [" + std::string(m->unit) + "]" : "";
    out += wrapped(std::string(m->key) + unit + (m->help != nullptr ? ": " + std::string(m->help) : ""), 2,
                   width);
  }
  if (!type.verdicts.empty()) out += "\nVerdicts\n";
  for (const auto& v : type.verdicts) {
    out += wrapped(std::string(v.word) + " [" + std::string(name(v.state)) + "]: " + std::string(v.meaning),
                   2, width);
    if (!v.remedy.empty()) out += wrapped(v.remedy, 6, width);
  }
  return out;
}

}  // namespace watchpost::engine
