// What the points of a settings file say about each other.
#include "engine/points/read_points.h"
#include "engine/text.h"

#include <watchpost/cpp/values.hpp>

#include <algorithm>
#include <map>

namespace watchpost::engine {
namespace {

using by_id = std::map<std::string, const point_spec*, std::less<>>;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), values::to_lower);
  return text;
}

const point_spec* target(const point_spec& from, const char* key, const std::string& id, const by_id& known,
                         problem_list& out) {
  if (id.empty()) return nullptr;
  if (const auto found = known.find(id); found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, unused] : known) names.push_back(name);
  out.error(from.at, "points." + from.what.id + "." + key, id, "no such point" + did_you_mean(id, names));
  return nullptr;
}

bool circle(const point_spec& from, const by_id& known) {
  const auto* at = &from;
  for (std::size_t steps = 0; steps <= known.size(); ++steps) {
    const auto next = known.find(at->source.of);
    if (next == known.end()) return false;
    at = next->second;
    if (at == &from) return true;
  }
  return true;
}

}  // namespace

void check_references(const std::vector<point_spec>& all, problem_list& out) {
  by_id known;
  std::map<std::string, std::string> folded;
  for (const auto& p : all) {
    if (p.what.id.empty()) continue;
    const auto [same, fresh] = folded.emplace(lower(p.what.id), p.what.id);
    if (!fresh)
      out.error(p.at, "points." + p.what.id + ".id", p.what.id,
                "is there already, as " + in_quotes(same->second) + "; ids differ by more than their case");
    known.emplace(p.what.id, &p);
  }
  for (const auto& p : all) {
    const auto name = "points." + p.what.id + ".";
    if (const auto* to = target(p, "readback", p.what.id == p.readback ? "" : p.readback, known, out);
        to != nullptr && to->what.kind != p.what.kind)
      out.error(p.at, name + "readback", p.readback, "must be a point of the same kind");
    if (const auto* to = target(p, "interlock", p.interlock, known, out);
        to != nullptr && to->what.kind != point::kind::digital)
      out.error(p.at, name + "interlock", p.interlock, "must be a digital point");
    if (p.source.how != point_source::form::follow) continue;
    const auto* to = target(p, "source.follow", p.source.of, known, out);
    if (to == nullptr) continue;
    if (to->what.kind != p.what.kind)
      out.error(p.at, name + "source.follow", p.source.of, "must be a point of the same kind");
    if (circle(p, known))
      out.error(p.at, name + "source.follow", p.source.of, "the points follow each other in a circle");
  }
}

}  // namespace watchpost::engine
