#include "engine/points/read_points.h"

#include "engine/duration.h"
#include "engine/text.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace watchpost::engine {
namespace {

const std::vector<std::string> point_words{"alarm", "confirm",     "decimals", "deny",    "direction",
                                           "id",    "interlock",   "kind",     "latency", "max",
                                           "min",   "operable",    "readback", "source",  "stuck",
                                           "title", "two_persons", "unit",     "value",   "words"};
const std::vector<std::string> source_words{"file", "follow", "noise", "period", "ramp", "sine", "toggle"};
const std::vector<std::string> alarm_words{"delay", "high", "hysteresis", "low", "text", "when"};
constexpr std::size_t most_points = 10'000;
constexpr std::size_t longest_text = 200;

// One table of the file: fetches typed entries and tells what is wrong with them.
class entries {
 public:
  entries(const toml::table& in, std::string name, const std::vector<std::string>& words, problem_list& out)
      : in_(in), name_(std::move(name)), out_(out) {
    refuse_unknown_keys(in, name_, words, out_);
  }

  const toml::node* node(std::string_view key) const { return in_.get(key); }
  const std::string& name() const { return name_; }
  std::string name_of(std::string_view key) const { return name_ + "." + std::string(key); }

  void refuse(std::string_view key, std::string why) {
    const auto* at = node(key);
    out_.error(at != nullptr ? position_of(at->source()) : position_of(in_.source()), name_of(key),
               at != nullptr ? scalar_text(*at).value_or("") : "", std::move(why));
  }

  std::string text(std::string_view key, std::string otherwise = {}) {
    const auto* found = node(key);
    if (found == nullptr) return otherwise;
    const auto* s = found->as_string();
    if (s != nullptr && !s->get().empty() && s->get().size() <= longest_text &&
        one_line(s->get()) == s->get())
      return s->get();
    refuse(key, "must be one line of text in quotes, of 1 to " + std::to_string(longest_text) + " bytes");
    return otherwise;
  }

  bool flag(std::string_view key, bool otherwise) {
    const auto* found = node(key);
    if (found == nullptr) return otherwise;
    if (const auto* b = found->as_boolean()) return b->get();
    refuse(key, "must be true or false");
    return otherwise;
  }

  double number(std::string_view key, double otherwise) {
    const auto* found = node(key);
    if (found == nullptr) return otherwise;
    const auto n = found->value<double>();
    if (found->is_number() && n && std::isfinite(*n)) return *n;
    refuse(key, "must be a number");
    return otherwise;
  }

  std::int64_t duration(std::string_view key, std::int64_t least, std::int64_t otherwise) {
    const auto* found = node(key);
    if (found == nullptr) return otherwise;
    const auto ms = parse_duration(scalar_text(*found).value_or(""));
    if (ms && *ms >= least) return *ms;
    refuse(key,
           "must be a duration of at least \"" + duration_text(least) + "\": \"200ms\", \"10s\", \"5m\"");
    return otherwise;
  }

  std::optional<std::pair<double, double>> range(std::string_view key) {
    const auto* list = node(key) != nullptr ? node(key)->as_array() : nullptr;
    if (list != nullptr && list->size() == 2) {
      const auto low = (*list)[0].value<double>(), high = (*list)[1].value<double>();
      if (low && high && std::isfinite(*low) && std::isfinite(*high) && *low <= *high)
        return std::pair(*low, *high);
    }
    refuse(key, "must be two numbers, the lower one first: [0, 100]");
    return std::nullopt;
  }

  const toml::table* table(std::string_view key, const char* example) {
    const auto* found = node(key);
    if (found == nullptr) return nullptr;
    if (const auto* t = found->as_table()) return t;
    refuse(key, std::string("must be a table: ") + example);
    return nullptr;
  }

  problem_list& out() { return out_; }

 private:
  const toml::table& in_;
  std::string name_;
  problem_list& out_;
};

bool good_id(const std::string& id) {
  return !id.empty() && id.size() <= WP_POINT_ID_MAX && std::all_of(id.begin(), id.end(), [](char c) {
    return values::is_alnum(c) || c == '-' || c == '_' || c == '.';
  });
}

void read_source(entries& in, const std::string& folder, point_spec& spec) {
  const auto* t = in.table("source", "{ sine = [0, 100], period = \"1m\" }");
  if (t == nullptr) return;
  entries source(*t, in.name_of("source"), source_words, in.out());
  const auto forms = std::count_if(source_words.begin(), source_words.end(),
                                   [&](const auto& w) { return w != "period" && t->contains(w); });
  if (forms != 1) return in.refuse("source", "takes exactly one of file, follow, noise, ramp, sine, toggle");
  auto& s = spec.source;
  const auto moving = [&](point_source::form how, const char* word) {
    if (!t->contains(word)) return;
    s.how = how;
    if (const auto range = source.range(word)) std::tie(s.low, s.high) = *range;
    s.period_ms = source.duration("period", 1, 60'000);
    if (spec.what.kind == point::kind::text || spec.what.kind == point::kind::digital)
      in.refuse("source",
                std::string(word) + " gives numbers; a point of this kind takes toggle, file or follow");
  };
  moving(point_source::form::ramp, "ramp");
  moving(point_source::form::sine, "sine");
  moving(point_source::form::noise, "noise");
  if (t->contains("toggle")) {
    s.how = point_source::form::toggle;
    s.period_ms = source.duration("toggle", 2, 60'000);
    if (spec.what.kind != point::kind::digital) in.refuse("source", "toggle is for digital points");
  }
  if (t->contains("file")) {
    s.how = point_source::form::file;
    s.path = (std::filesystem::path(folder) / source.text("file")).lexically_normal().string();
  }
  if (t->contains("follow")) {
    s.how = point_source::form::follow;
    s.of = source.text("follow");
  }
  if (spec.what.output) in.refuse("source", "is for inputs; an output has the value that it was given");
}

void read_alarm(entries& in, point_spec& spec) {
  const auto* node = in.node("alarm");
  if (node == nullptr) return;
  spec.what.alarms = true;
  auto& a = spec.alarm;
  const auto when = [&](const std::string& word) {
    if (word == "on" || word == "off") {
      a.when = word == "on";
    } else {
      in.refuse("alarm", "a digital point is in alarm when it is \"on\" or \"off\"");
    }
  };
  const bool digital = spec.what.kind == point::kind::digital;
  if (spec.what.kind == point::kind::text) return in.refuse("alarm", "a text has no alarm; remove it");
  if (digital && node->is_string()) return when(node->as_string()->get());
  const auto* t = in.table("alarm", digital ? "{ when = \"on\" }" : "{ high = 80, low = 5, hysteresis = 1 }");
  if (t == nullptr) return;
  entries alarm(*t, in.name_of("alarm"), alarm_words, in.out());
  a.high = alarm.number("high", a.high);
  a.low = alarm.number("low", a.low);
  a.hysteresis = alarm.number("hysteresis", 0);
  a.delay_ms = alarm.duration("delay", 0, 0);
  a.text = alarm.text("text");
  if (digital) {
    when(alarm.text("when", "on"));
  } else if (std::isnan(a.high) && std::isnan(a.low)) {
    in.refuse("alarm", "of a number needs high or low");
  }
  if (a.hysteresis < 0) alarm.refuse("hysteresis", "must not be negative");
  if (a.low >= a.high) alarm.refuse("low", "must be below high");
}

void read_value(entries& in, point_spec& spec) {
  const auto* node = in.node("value");
  if (node == nullptr) return;
  const auto value = point::parse(spec.what, scalar_text(*node).value_or("\n"));
  if (!value)
    return in.refuse("value", "is not a value of a point of kind " + std::string(name(spec.what.kind)));
  spec.source.initial = *value;
}

void read_words(entries& in, point_spec& spec) {
  const auto* node = in.node("words");
  if (node == nullptr) return;
  const auto* list = node->as_array();
  const auto word = [&](std::size_t i) { return (*list)[i].value<std::string>().value_or(""); };
  if (list == nullptr || list->size() != 2 || word(0).empty() || word(1).empty() || word(0) == word(1) ||
      one_line(word(0), longest_text) != word(0) || one_line(word(1), longest_text) != word(1))
    return in.refuse("words", "must be the words for on and off: [\"running\", \"stopped\"]");
  spec.what.on_word = word(0);
  spec.what.off_word = word(1);
}

point_spec read_point(const toml::table& t, std::size_t number, const std::string& folder,
                      problem_list& out) {
  point_spec spec;
  spec.at = position_of(t.source());
  const auto id = t["id"].value<std::string>().value_or("");
  entries in(t, "points." + (good_id(id) ? id : std::to_string(number)), point_words, out);
  if (!good_id(id))
    in.refuse("id", "must be 1 to " + std::to_string(WP_POINT_ID_MAX) + " letters, digits, '-', '_' and '.'");
  spec.what.id = id;
  spec.what.title = in.text("title", id);
  const auto kind = in.text("kind", "digital");
  const auto found = std::find(point::kind_names.begin() + 1, point::kind_names.end(), kind);
  if (found == point::kind_names.end()) {
    in.refuse("kind", "choose digital, integer, analog, counter or text");
  } else {
    spec.what.kind = static_cast<point::kind>(found - point::kind_names.begin());
  }
  const auto direction = in.text("direction", "in");
  if (direction != "in" && direction != "out") in.refuse("direction", "choose \"in\" or \"out\"");
  spec.what.output = direction == "out";
  spec.what.operable = in.flag("operable", spec.what.output);
  if (spec.what.operable && !spec.what.output)
    in.refuse("operable", "is for outputs; set direction = \"out\"");
  spec.what.confirmed = in.flag("confirm", false);
  spec.what.two_persons = in.flag("two_persons", false);
  spec.what.unit = in.text("unit");
  const auto decimals = in.number("decimals", spec.what.kind == point::kind::analog ? 1 : 0);
  if (decimals < 0 || decimals > 15 || decimals != std::floor(decimals)) {
    in.refuse("decimals", "must be a whole number from 0 to 15");
  } else {
    spec.what.decimals = static_cast<std::uint32_t>(decimals);
  }
  spec.what.min = in.number("min", spec.what.min);
  spec.what.max = in.number("max", spec.what.max);
  if (spec.what.min > spec.what.max) in.refuse("min", "must not be above max");
  read_words(in, spec);
  read_value(in, spec);
  read_source(in, folder, spec);
  read_alarm(in, spec);
  spec.latency_ms = in.duration("latency", 0, 0);
  spec.denied = in.text("deny");
  spec.interlock = in.text("interlock");
  spec.readback = in.text("readback");
  spec.stuck = in.flag("stuck", false);
  check_idle_words(t, in.name(), spec.what, out);
  return spec;
}

}  // namespace

std::vector<point_spec> read_points(const toml::node& node, const std::string& folder, problem_list& out) {
  std::vector<point_spec> all;
  const auto* list = node.as_array();
  if (list == nullptr || !list->is_homogeneous<toml::table>()) {
    out.error(position_of(node.source()), "points", scalar_text(node).value_or(""),
              "must be a list of tables: write [[points]] above each");
    return all;
  }
  if (list->size() > most_points) {
    out.error(position_of(node.source()), "points", {},
              "more than " + std::to_string(most_points) + " points; this host takes no more");
    return all;
  }
  for (const auto& element : *list)
    all.push_back(read_point(*element.as_table(), all.size() + 1, folder, out));
  check_references(all, out);
  return all;
}

}  // namespace watchpost::engine
