// The value of a `set` for a point, in the words of people: "オン", "運転", "２５．５℃", "−3".
//
//   if (const auto v = read_value(info, c.value)) operate(*v)
#pragma once

#include <watchpost/cpp/point_values.hpp>

#include <optional>
#include <string_view>

namespace watchpost::mail_command::grammar {

// Nothing: not a value of the point's kind. Digital: the point's own two words, then on, off, オン, 入, 切
// and so on; "open" and "closed" mean something only as words of the point. Numbers: digits of any width,
// minus signs of any kind, the point's unit; no digit grouping and no decimal comma, as "1,250" is two things
// to two readers. A value of a text point is taken as written. Limits are the host's to look at.
std::optional<point::value> read_value(const point::info& of, std::string_view text);

}  // namespace watchpost::mail_command::grammar
