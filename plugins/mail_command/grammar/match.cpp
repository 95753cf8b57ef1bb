#include "match.h"

#include "distance.h"
#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"
#include "tokens.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail_command::grammar {
namespace {

using mail::fold;

constexpr std::size_t most_meant = 3;

std::string_view next(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(mail::utf8_length(text), 1));
}

// '*' any text, '?' one code point. Time bounded by the product of the lengths.
bool fits(std::string_view pattern, std::string_view text) {
  std::string_view retry_pattern, retry_text;
  bool star = false;
  while (!text.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      retry_pattern = pattern;
      retry_text = text;
      star = true;
    } else if (!pattern.empty() && (pattern.front() == '?' || next(pattern) == next(text))) {
      pattern.remove_prefix(next(pattern).size());
      text.remove_prefix(next(text).size());
    } else if (star) {
      retry_text.remove_prefix(next(retry_text).size());
      pattern = retry_pattern;
      text = retry_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*') == std::string_view::npos;
}

}  // namespace

point_names::point_names(std::vector<point::info> catalogue) : catalogue_(std::move(catalogue)) {
  names_.reserve(catalogue_.size());
  for (const auto& p : catalogue_) names_.push_back({fold(p.id), fold(p.title)});
}

matched point_names::find(const pattern& p) const {
  matched out;
  const auto collect = [&](auto&& same) {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (same(i)) out.points.push_back(i);
    return !out.points.empty();
  };
  if (p.glob) {
    if (!collect(
            [&](std::size_t i) { return fits(p.folded, names_[i].id) || fits(p.folded, names_[i].title); }))
      out.meant = near(p.folded);
    return out;
  }
  const bool raised = has_script_digit(p.text);
  const bool found = collect([&](std::size_t i) { return catalogue_[i].id == p.text; }) ||
                     (raised && collect([&](std::size_t i) { return catalogue_[i].title == p.text; })) ||
                     (!raised && (collect([&](std::size_t i) { return names_[i].id == p.folded; }) ||
                                  collect([&](std::size_t i) { return names_[i].title == p.folded; })));
  if (!found) out.meant = near(p.folded);
  if (out.points.size() < 2) return out;
  out.ambiguous = true;
  for (const auto i : out.points)
    if (out.meant.size() < most_meant) out.meant.push_back(catalogue_[i].id);
  out.points.clear();
  return out;
}

point_names::several point_names::find(std::span<const pattern> patterns) const {
  several out;
  if (patterns.empty())
    for (std::size_t i = 0; i < catalogue_.size(); ++i) out.points.push_back(i);
  std::vector<bool> taken(catalogue_.size());
  for (const auto& p : patterns) {
    matched m = find(p);
    for (const auto i : m.points) {
      if (!taken[i]) out.points.push_back(i);
      taken[i] = true;
    }
    if (m.points.empty()) out.unmatched.emplace_back(p, std::move(m));
  }
  return out;
}

bool point_names::has(std::string_view name) const {
  const pattern p{std::string(name), fold(name), false};
  return !find(p).points.empty();
}

std::vector<pattern> point_names::apart(std::vector<pattern> patterns) const {
  constexpr std::string_view joint = "と";
  std::vector<pattern> out;
  for (pattern& p : patterns) {
    std::vector<std::string> parts;
    std::string_view rest = p.text;
    if (!p.glob && !has(p.text))
      for (auto at = rest.find(joint); at != rest.npos; at = rest.find(joint, at)) {
        if (!has(rest.substr(0, at))) {
          at += joint.size();
          continue;
        }
        parts.emplace_back(rest.substr(0, at));
        rest.remove_prefix(at + joint.size());
        at = 0;
      }
    if (parts.empty() || !has(rest)) {
      out.push_back(std::move(p));
      continue;
    }
    parts.emplace_back(rest);
    for (const std::string& text : parts) out.push_back({text, fold(text), false});
  }
  return out;
}

bool point_names::stands_in(std::string_view line) const {
  const auto inner = [](char c) { return (c >= 'a' && c <= 'z') || mail::ascii::is_digit(c) || c == '_'; };
  const auto is_there = [&](std::string_view name) {
    if (name.size() < 2) return false;  // "a" is a word of its own
    for (auto at = line.find(name); at != line.npos; at = line.find(name, at + 1)) {
      const auto end = at + name.size();
      const bool begins = at == 0 || !inner(name.front()) || !inner(line[at - 1]);
      if (begins && (end == line.size() || !inner(name.back()) || !inner(line[end]))) return true;
    }
    return false;
  };
  return std::any_of(names_.begin(), names_.end(),
                     [&](const auto& n) { return is_there(n.id) || is_there(n.title); });
}

std::vector<std::string> point_names::near(std::string_view name) const {
  struct candidate {
    std::size_t off, index;
  };
  std::vector<candidate> found;
  const std::size_t most = tolerance(name);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto off = std::min(distance(name, names_[i].id, most), distance(name, names_[i].title, most));
    const bool part = name.size() > 3 && names_[i].title.find(name) != std::string::npos;
    if (most > 0 && off <= most)
      found.push_back({off, i});
    else if (part)
      found.push_back({most + 1, i});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.off < b.off; });
  std::vector<std::string> out;
  for (const auto& c : found)
    if (out.size() < most_meant) out.push_back(catalogue_[c.index].id);
  return out;
}

}  // namespace watchpost::mail_command::grammar
