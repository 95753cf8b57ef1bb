// Which points of the host's catalogue a pattern means, and which might have been meant.
//
//   const point_names names(points.find());
//   const matched m = names.find(c.points[0]);
//   if (m.ambiguous) ... else if (m.points.empty()) say("did you mean", m.meant) else for (i : m.points) ...
#pragma once

#include "command.h"

#include <watchpost/cpp/point_values.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

struct matched {
  std::vector<std::size_t> points;  // indices into the catalogue, in its order
  bool ambiguous = false;  // no glob, and several points have that id or title when folded: none is meant
  std::vector<std::string> meant;  // when nothing matched or it is ambiguous: ids, likeliest first, at most 3
};

// Immutable. Ids and titles folded once.
class point_names {
 public:
  explicit point_names(std::vector<point::info> catalogue);

  const std::vector<point::info>& catalogue() const { return catalogue_; }

  // A name without '*' and '?': the id byte by byte, else the one id, else the one title that is the same
  // when folded; raised and lowered digits are no digits ("pump1²" is not pump12). A glob: every point whose
  // id or title fits.
  matched find(const pattern& p) const;

  // "a and b" where no blank parts them: "ポンプ1とポンプ2". A pattern that is no point becomes those that it
  // joins, if they all are points.
  std::vector<pattern> apart(std::vector<pattern> patterns) const;

  // Whether an id or title stands in the line, which is folded, as a word of it.
  bool stands_in(std::string_view line) const;

  // Of all patterns, each point once, in the order of the patterns. No pattern: all points. `unmatched`: the
  // patterns that match nothing or are ambiguous.
  struct several {
    std::vector<std::size_t> points;
    std::vector<std::pair<pattern, matched>> unmatched;
  };
  several find(std::span<const pattern> patterns) const;

 private:
  struct folded {
    std::string id, title;
  };
  bool has(std::string_view name) const;
  std::vector<std::string> near(std::string_view name) const;

  std::vector<point::info> catalogue_;
  std::vector<folded> names_;
};

}  // namespace watchpost::mail_command::grammar
