#include "point_dicts.h"

#include "values.h"

namespace watchpost::python {
namespace {

using namespace py::literals;

py::object to_object(const point::value& value) {
  if (const auto* b = std::get_if<bool>(&value)) return py::bool_(*b);
  if (const auto* i = std::get_if<std::int64_t>(&value)) return py::int_(*i);
  if (const auto* d = std::get_if<double>(&value)) return py::float_(*d);
  if (const auto* s = std::get_if<std::string>(&value)) return text(*s);
  return py::none();
}

point::value value_from(py::handle given) {
  if (given.is_none()) return {};
  if (py::isinstance<py::bool_>(given)) return given.cast<bool>();
  if (py::isinstance<py::int_>(given)) return given.cast<std::int64_t>();
  if (py::isinstance<py::float_>(given)) return given.cast<double>();
  if (py::isinstance<py::str>(given)) return given.cast<std::string>();
  throw py::type_error("a value is None, a bool, an int, a float or a str");
}

py::dict to_dict(const point::origin& who) {
  return py::dict("channel"_a = text(who.channel), "principal"_a = text(who.principal),
                  "assurance"_a = text(who.assurance), "message_id"_a = text(who.message_id),
                  "second"_a = text(who.second));
}

/// The fields of a dict, one after the other.
class fields {
 public:
  explicit fields(py::handle given) {
    if (!py::isinstance<py::dict>(given)) throw py::type_error("not a dict");
    from_ = py::reinterpret_borrow<py::dict>(given);
  }

  template <class T>
  const fields& to(const char* key, T& out) const {
    if (from_.contains(key)) out = from_[key].cast<T>();
    return *this;
  }
  const fields& to(const char* key, point::value& out) const {
    if (from_.contains(key)) out = value_from(from_[key]);
    return *this;
  }
  const fields& limit(const char* key, double& out) const {
    if (from_.contains(key) && !from_[key].is_none()) out = from_[key].cast<double>();
    return *this;
  }
  template <class Enum, std::size_t N>
  const fields& name(const char* key, const std::array<std::string_view, N>& names, Enum& out) const {
    if (!from_.contains(key)) return *this;
    const auto wanted = from_[key].cast<std::string>();
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == wanted) {
        out = static_cast<Enum>(i);
        return *this;
      }
    }
    throw py::value_error(std::string(key) + " = '" + wanted + "': there is no such one");
  }
  const fields& sample(const char* key, point::sample& out) const {
    if (from_.contains(key) && !from_[key].is_none()) out = sample_from(from_[key]);
    return *this;
  }

 private:
  py::dict from_;
};

}  // namespace

py::dict to_dict(const point::operation& what) {
  return py::dict("point"_a = text(what.point), "value"_a = to_object(what.value), "key"_a = text(what.key),
                  "not_after_ms"_a = what.not_after_ms, "dry_run"_a = what.dry_run,
                  "confirmed"_a = what.confirmed, "origin"_a = to_dict(what.origin));
}

py::dict to_dict(const point::acknowledgement& what) {
  return py::dict("point"_a = text(what.point), "occurrence"_a = what.occurrence,
                  "origin"_a = to_dict(what.origin));
}

point::info info_from(py::handle given) {
  point::info out;
  fields(given)
      .to("id", out.id)
      .to("title", out.title)
      .name("kind", point::kind_names, out.kind)
      .to("output", out.output)
      .to("operable", out.operable)
      .to("alarms", out.alarms)
      .to("confirmed", out.confirmed)
      .to("two_persons", out.two_persons)
      .to("decimals", out.decimals)
      .to("unit", out.unit)
      .to("on_word", out.on_word)
      .to("off_word", out.off_word)
      .limit("min", out.min)
      .limit("max", out.max);
  if (out.title.empty()) out.title = out.id;
  return out;
}

point::sample sample_from(py::handle given) {
  point::sample out;
  fields(given)
      .to("value", out.value)
      .name("quality", point::quality_names, out.quality)
      .name("alarm", point::alarm_names, out.alarm)
      .to("at_ms", out.at_ms)
      .to("occurrence", out.occurrence);
  return out;
}

point::operated operated_from(py::handle given) {
  point::operated out;
  fields(given)
      .name("result", point::result_names, out.result)
      .name("refusal", point::refusal_names, out.refusal)
      .to("duplicate", out.duplicate)
      .to("text", out.text)
      .to("readback", out.readback)
      .to("asked", out.asked)
      .sample("before", out.before)
      .sample("after", out.after)
      .to("accepted_ms", out.accepted_ms)
      .to("finished_ms", out.finished_ms);
  return out;
}

}  // namespace watchpost::python
