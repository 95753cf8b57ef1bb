#include "engine/describe/describe.h"

#include <boost/json.hpp>

namespace watchpost::engine {
namespace json = boost::json;
namespace {

json::value text_or_null(const char* text) {
  return text == nullptr ? json::value(nullptr) : json::value(text);
}

json::object parameter(const param_view& p) {
  json::object out{{"key", p.key},           {"kind", kind_name(p.kind)}, {"title", p.title},
                   {"help", p.help},         {"group", p.group},          {"required", p.required},
                   {"repeated", p.repeated}, {"macro", p.macro},          {"advanced", p.advanced},
                   {"identity", p.identity}, {"exclusive", p.exclusive}};
  out["default"] = p.def ? json::value(*p.def) : json::value(nullptr);
  if (!p.min.empty()) out["min"] = p.min;
  if (!p.max.empty()) out["max"] = p.max;
  if (!p.when.empty()) out["when"] = p.when;
  if (!p.choices.empty()) {
    json::array choices;
    for (const auto& c : p.choices) choices.push_back({{"value", c.value}, {"help", text_or_null(c.help)}});
    out["choices"] = std::move(choices);
  }
  return out;
}

}  // namespace

json::object describe_json(const type_view& type) {
  json::object out{{"id", type.id}, {"title", type.title}, {"version", type.version}, {"help", type.help}};
  json::array params, metrics, services, verdicts, extensions;
  for (const auto& p : type.params) params.push_back(parameter(p));
  for (const auto* m : type.metrics) {
    metrics.push_back({{"key", m->key}, {"unit", text_or_null(m->unit)}, {"help", text_or_null(m->help)}});
  }
  for (const auto s : type.services) services.push_back(json::value(s));
  for (const auto& v : type.verdicts) {
    verdicts.push_back(
        {{"word", v.word}, {"state", name(v.state)}, {"meaning", v.meaning}, {"remedy", v.remedy}});
  }
  for (const auto x : type.extensions) extensions.push_back(json::value(x));
  out["parameters"] = std::move(params);
  out["metrics"] = std::move(metrics);
  out["services"] = std::move(services);
  out["verdicts"] = std::move(verdicts);
  out["extensions"] = std::move(extensions);
  out["polite_interval_ms"] = type.polite_interval_ms;
  return out;
}

}  // namespace watchpost::engine
