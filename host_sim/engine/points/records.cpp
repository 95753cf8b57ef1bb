#include "engine/points/records.h"

#include <boost/json.hpp>

#include <algorithm>

namespace watchpost::engine {
namespace {

namespace json = boost::json;

std::optional<json::object> parsed(std::string_view record) {
  boost::system::error_code bad;
  auto value = json::parse(record, bad);
  if (bad || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text(const json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t number(const json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

point::value value_at(const json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  return found != nullptr ? value_from_json(*found) : point::value();
}

template <class Enum, std::size_t N>
Enum named(const std::array<std::string_view, N>& names, const std::string& word, Enum otherwise) {
  const auto found = std::find(names.begin(), names.end(), word);
  return found != names.end() && !word.empty() ? static_cast<Enum>(found - names.begin()) : otherwise;
}

json::object sample_json(const point::sample& s) {
  return {{"value", to_json(s.value)},
          {"quality", name(s.quality)},
          {"alarm", name(s.alarm)},
          {"at", s.at_ms},
          {"occurrence", s.occurrence}};
}

point::sample sample_at(const json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  if (found == nullptr || !found->is_object()) return {};
  const auto& o = found->get_object();
  return {value_at(o, "value"), named(point::quality_names, text(o, "quality"), point::quality::bad),
          named(point::alarm_names, text(o, "alarm"), point::alarm::normal), number(o, "at"),
          number(o, "occurrence")};
}

}  // namespace

json::value to_json(const point::value& value) {
  return std::visit(
      [](const auto& v) -> json::value {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) {
          return nullptr;
        } else {
          return json::value(v);
        }
      },
      value);
}

point::value value_from_json(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_double()) return value.get_double();
  if (value.is_string()) return std::string(value.get_string());
  return {};
}

std::string to_record(const operation_record& what) {
  const auto& c = what.came;
  return json::serialize(json::object{{"point", what.point},
                                      {"channel", what.by.channel},
                                      {"principal", what.by.principal},
                                      {"second", what.by.second},
                                      {"assurance", what.by.assurance},
                                      {"message", what.by.message_id},
                                      {"result", name(c.result)},
                                      {"text", c.text},
                                      {"readback", c.readback},
                                      {"asked", to_json(c.asked)},
                                      {"before", sample_json(c.before)},
                                      {"after", sample_json(c.after)},
                                      {"accepted", c.accepted_ms},
                                      {"finished", c.finished_ms}});
}

std::optional<operation_record> operation_from(std::string_view record) {
  const auto o = parsed(record);
  if (!o) return std::nullopt;
  operation_record out;
  out.point = text(*o, "point");
  out.by = {text(*o, "channel"), text(*o, "principal"), text(*o, "assurance"), text(*o, "message"),
            text(*o, "second")};
  out.came.result = named(point::result_names, text(*o, "result"), point::result::unknown);
  out.came.text = text(*o, "text");
  out.came.readback = text(*o, "readback");
  out.came.asked = value_at(*o, "asked");
  out.came.before = sample_at(*o, "before");
  out.came.after = sample_at(*o, "after");
  out.came.accepted_ms = number(*o, "accepted");
  out.came.finished_ms = number(*o, "finished");
  if (out.point.empty() || out.came.accepted_ms == 0) return std::nullopt;
  return out;
}

std::string to_record(const output_record& what) {
  return json::serialize(
      json::object{{"value", what.value ? to_json(*what.value) : json::value(nullptr)}, {"at", what.at_ms}});
}

std::optional<output_record> output_from(std::string_view record) {
  const auto o = parsed(record);
  if (!o) return std::nullopt;
  output_record out{value_at(*o, "value"), number(*o, "at")};
  if (std::holds_alternative<std::monostate>(*out.value)) out.value.reset();
  return out;
}

std::string to_record(const alarm_record& what) {
  return json::serialize(json::object{{"state", name(what.state)},
                                      {"occurrence", what.occurrence},
                                      {"at", what.at_ms},
                                      {"title", what.title},
                                      {"text", what.text},
                                      {"value", what.value},
                                      {"by", what.by},
                                      {"told", what.told}});
}

std::optional<alarm_record> alarm_from(std::string_view record) {
  const auto o = parsed(record);
  if (!o) return std::nullopt;
  const auto* told = o->if_contains("told");
  return alarm_record{named(point::alarm_names, text(*o, "state"), point::alarm::normal),
                      number(*o, "occurrence"),
                      number(*o, "at"),
                      text(*o, "title"),
                      text(*o, "text"),
                      text(*o, "value"),
                      text(*o, "by"),
                      told != nullptr && told->is_bool() && told->get_bool()};
}

std::string move_record(std::string_view point, std::string_view instance, std::string_view key,
                        const point::value& value, std::int64_t wall_ms) {
  return json::serialize(json::object{
      {"point", point}, {"instance", instance}, {"key", key}, {"value", to_json(value)}, {"at", wall_ms}});
}

}  // namespace watchpost::engine
