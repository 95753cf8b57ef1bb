#include "engine/points/records.h"

#include "engine/json_text.h"

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
  return {value_at(o, "value"), named(point::quality_names, text_at(o, "quality"), point::quality::bad),
          named(point::alarm_names, text_at(o, "alarm"), point::alarm::normal), integer_at(o, "at"),
          integer_at(o, "occurrence")};
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

std::string to_record(const operation_record& record) {
  const auto& c = record.came;
  return json::serialize(json::object{{"point", record.point},
                                      {"channel", record.by.channel},
                                      {"principal", record.by.principal},
                                      {"second", record.by.second},
                                      {"assurance", record.by.assurance},
                                      {"message", record.by.message_id},
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
  out.point = text_at(*o, "point");
  out.by = {text_at(*o, "channel"), text_at(*o, "principal"), text_at(*o, "assurance"),
            text_at(*o, "message"), text_at(*o, "second")};
  out.came.result = named(point::result_names, text_at(*o, "result"), point::result::unknown);
  out.came.text = text_at(*o, "text");
  out.came.readback = text_at(*o, "readback");
  out.came.asked = value_at(*o, "asked");
  out.came.before = sample_at(*o, "before");
  out.came.after = sample_at(*o, "after");
  out.came.accepted_ms = integer_at(*o, "accepted");
  out.came.finished_ms = integer_at(*o, "finished");
  if (out.point.empty() || out.came.accepted_ms == 0) return std::nullopt;
  return out;
}

std::string to_record(const output_record& record) {
  return json::serialize(json::object{{"value", record.value ? to_json(*record.value) : json::value(nullptr)},
                                      {"at", record.at_ms}});
}

std::optional<output_record> output_from(std::string_view record) {
  const auto o = parsed(record);
  if (!o) return std::nullopt;
  output_record out{value_at(*o, "value"), integer_at(*o, "at")};
  if (std::holds_alternative<std::monostate>(*out.value)) out.value.reset();
  return out;
}

std::string to_record(const alarm_record& record) {
  return json::serialize(json::object{{"state", name(record.state)},
                                      {"occurrence", record.occurrence},
                                      {"at", record.at_ms},
                                      {"title", record.title},
                                      {"text", record.text},
                                      {"value", record.value},
                                      {"by", record.by},
                                      {"told", record.told}});
}

std::optional<alarm_record> alarm_from(std::string_view record) {
  const auto o = parsed(record);
  if (!o) return std::nullopt;
  const auto* told = o->if_contains("told");
  return alarm_record{named(point::alarm_names, text_at(*o, "state"), point::alarm::normal),
                      integer_at(*o, "occurrence"),
                      integer_at(*o, "at"),
                      text_at(*o, "title"),
                      text_at(*o, "text"),
                      text_at(*o, "value"),
                      text_at(*o, "by"),
                      told != nullptr && told->is_bool() && told->get_bool()};
}

std::string move_record(std::string_view point, std::string_view instance, std::string_view key,
                        const point::value& value, std::int64_t wall_ms) {
  return json::serialize(json::object{
      {"point", point}, {"instance", instance}, {"key", key}, {"value", to_json(value)}, {"at", wall_ms}});
}

}  // namespace watchpost::engine
