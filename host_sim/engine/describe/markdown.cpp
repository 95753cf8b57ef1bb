#include "engine/describe/describe.h"

namespace watchpost::engine {
namespace {

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string code(std::string_view text) { return text.empty() ? std::string("–") : "`" + cell(text) + "`"; }

std::string kind_cell(const param_view& p) {
  if (p.choices.empty()) return std::string(kind_name(p.kind)) + (p.repeated ? ", list" : "");
  std::string out;
  for (const auto& c : p.choices) out += (out.empty() ? "`" : ", `") + cell(c.value) + "`";
  return out + (p.repeated ? ", list" : "");
}

std::string help_cell(const param_view& p) {
  std::string out = cell(p.help.empty() ? p.title : p.help);
  for (const auto& c : p.choices) {
    if (c.help != nullptr && *c.help != '\0') out += "<br>`" + cell(c.value) + "`: " + cell(c.help);
  }
  if (!p.min.empty()) out += " Least " + code(p.min) + ".";
  if (!p.max.empty()) out += " Most " + code(p.max) + ".";
  if (p.macro) out += " Macros are expanded.";
  if (!p.when.empty()) out += " Only when " + code(p.when) + ".";
  return out;
}

}  // namespace

std::string describe_markdown(const type_view& type) {
  std::string out = "## " + std::string(type.title) + " (`" + std::string(type.id) + "`)\n\n";
  if (!type.help.empty()) out += std::string(type.help) + "\n";
  if (!type.extensions.empty()) out += "\nOffers " + extensions_text(type, "`") + ".\n";
  if (type.polite_interval_ms > 0) out += "\n" + polite_interval_text(type) + "\n";
  std::string_view group;
  for (const auto& p : type.params) {
    if (&p == type.params.data() || p.group != group) {
      group = p.group;
      out += "\n### " + (group.empty() ? std::string("Settings") : std::string(group)) + "\n\n";
      out += "| key | kind | default | meaning |\n|---|---|---|---|\n";
    }
    const auto def = p.def ? code(*p.def) : p.required ? std::string("required") : std::string("–");
    out += "| " + code(p.key) + " | " + kind_cell(p) + " | " + def + " | " + help_cell(p) + " |\n";
  }
  if (!type.metrics.empty()) out += "\n### Metrics\n\n| metric | unit | meaning |\n|---|---|---|\n";
  for (const auto* m : type.metrics) {
    out += "| " + code(m->key) + " | " + std::string(m->unit != nullptr ? m->unit : "") + " | " +
           cell(m->help != nullptr ? m->help : "") + " |\n";
  }
  if (!type.verdicts.empty())
    out += "\n### Verdicts\n\n| verdict | state | meaning | what to do |\n|---|---|---|---|\n";
  for (const auto& v : type.verdicts) {
    out += "| " + cell(v.word) + " | " + std::string(name(v.state)) + " | " + cell(v.meaning) + " | " +
           (v.remedy.empty() ? std::string("–") : cell(v.remedy)) + " |\n";
  }
  return out;
}

}  // namespace watchpost::engine
