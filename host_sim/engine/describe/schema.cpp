#include "engine/describe/describe.h"

#include <boost/json.hpp>

#include <charconv>

namespace watchpost::engine {
namespace json = boost::json;
namespace {

constexpr std::string_view duration_pattern =
    "^(0|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m(?!s))?([0-9]+s)?([0-9]+ms)?)$";

// A bound or a default as a number, or null.
json::value number(std::string_view text) {
  std::int64_t whole = 0;
  const auto* end = text.data() + text.size();
  if (const auto r = std::from_chars(text.data(), end, whole); r.ec == std::errc{} && r.ptr == end)
    return whole;
  double real = 0;
  if (const auto r = std::from_chars(text.data(), end, real); r.ec == std::errc{} && r.ptr == end)
    return real;
  return nullptr;
}

void bounds(json::object& out, const param_view& p) {
  if (const auto v = number(p.min); v.is_number()) out["minimum"] = v;
  if (const auto v = number(p.max); v.is_number()) out["maximum"] = v;
}

json::object one_value(const param_view& p) {
  switch (p.kind) {
    case WP_KIND_BOOL: return {{"type", "boolean"}};
    case WP_KIND_INT: {
      json::object out{{"type", "integer"}};
      bounds(out, p);
      return out;
    }
    case WP_KIND_FLOAT: {
      json::object out{{"type", "number"}};
      bounds(out, p);
      return out;
    }
    case WP_KIND_ENUM: {
      json::array values;
      for (const auto& c : p.choices) values.push_back(json::value(c.value));
      return {{"type", "string"}, {"enum", std::move(values)}};
    }
    case WP_KIND_SECRET: return {{"type", "string"}, {"format", "password"}, {"writeOnly", true}};
    case WP_KIND_DURATION: return {{"type", "string"}, {"pattern", duration_pattern}};
    case WP_KIND_SIZE: return {{"type", {"string", "integer"}}};
    case WP_KIND_PORT: return {{"type", {"integer", "string"}}, {"minimum", 1}, {"maximum", 65535}};
    default: return {{"type", "string"}};
  }
}

json::value default_value(const param_view& p) {
  if (p.kind == WP_KIND_BOOL) return *p.def == "true" || *p.def == "yes" || *p.def == "on" || *p.def == "1";
  if (p.kind == WP_KIND_INT || p.kind == WP_KIND_FLOAT || p.kind == WP_KIND_PORT) {
    if (auto v = number(*p.def); v.is_number()) return v;
  }
  return json::value(*p.def);
}

json::object property(const param_view& p) {
  auto out = one_value(p);
  if (p.repeated) {
    auto element = std::move(out);
    out = {{"type", "array"}, {"items", std::move(element)}};
  }
  if (!p.title.empty()) out["title"] = p.title;
  if (!p.help.empty()) out["description"] = p.help;
  if (p.def && !p.repeated) out["default"] = default_value(p);
  if (p.def && p.repeated) out["default"] = json::array{default_value(p)};
  return out;
}

// "required only when another key has one of these values"
json::object conditional(const type_view& type, const param_view& p, const condition& when) {
  const auto* other = type.find(when.key);
  json::array values;
  bool by_default = false;
  for (const auto v : when.values) {
    const bool flag = other != nullptr && other->kind == WP_KIND_BOOL;
    values.push_back(flag ? json::value(v == "true") : json::value(v));
    by_default = by_default || (other != nullptr && other->def && *other->def == v);
  }
  json::object properties, test;
  properties[when.key] = json::object{{"enum", std::move(values)}};
  test["properties"] = std::move(properties);
  if (!by_default) test["required"] = json::array{json::value(when.key)};
  json::object then{{"required", json::array{json::value(p.key)}}};
  return {{"if", std::move(test)}, {"then", std::move(then)}};
}

}  // namespace

json::object describe_schema(const type_view& type) {
  json::object properties;
  json::array required, conditions;
  for (const auto& p : type.params) {
    properties[p.key] = property(p);
    if (!p.required || p.def) continue;
    if (const auto when = parse_when(p.when)) {
      conditions.push_back(conditional(type, p, *when));
    } else {
      required.push_back(json::value(p.key));
    }
  }
  json::object out{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", type.title},
                   {"description", type.help},
                   {"type", "object"},
                   {"additionalProperties", false},
                   {"properties", std::move(properties)}};
  if (!required.empty()) out["required"] = std::move(required);
  if (!conditions.empty()) out["allOf"] = std::move(conditions);
  return out;
}

}  // namespace watchpost::engine
