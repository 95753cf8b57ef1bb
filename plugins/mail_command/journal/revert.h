// An output that is to return to the value it had: durable before the output moves, so that it returns
// whatever dies in between.
//
//   armed before operate:  due is the latest time at which it is to be back
//   started():             the output has moved; due counts from then
//   over():                it is back, somebody has operated the point anew, or it never moved
#pragma once

#include "mail/json/fields.h"

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::journal {

struct revert {
  std::string point;
  point::value back;
  std::int64_t due_ms = 0;  // see timeline.h
  bool by_clock = false;    // `until`: due at a time of day; otherwise after a duration
  std::uint32_t tries = 0;  // operations that were tried and had no effect that is known
  bool told = false;        // that it does not succeed
  bool started = false;     // the operation it belongs to is known to have moved the output, or may have
  bool confirmed = false;   // as that operation was
  point::origin origin;
  std::string to;  // who is told when it does not succeed
  bool japanese = false;
  std::string charset;
};

constexpr auto fields_of(const revert*) {
  using mail::json::field;
  return std::tuple{field("point", &revert::point),       field("back", &revert::back),
                    field("due", &revert::due_ms),        field("by_clock", &revert::by_clock),
                    field("tries", &revert::tries),       field("told", &revert::told),
                    field("started", &revert::started),   field("confirmed", &revert::confirmed),
                    field("origin", &revert::origin),     field("to", &revert::to),
                    field("japanese", &revert::japanese), field("charset", &revert::charset)};
}
constexpr bool is_sound(const revert& r) { return !r.point.empty() && r.back.index() != 0; }

// By the key of the operation. Pure.
class reverts {
 public:
  static constexpr std::string_view prefix = "revert.";

  bool take(std::string_view key, std::string_view value);

  plugin::edits arm(const std::string& key, revert r);
  plugin::edits change(const std::string& key, revert r) { return arm(key, std::move(r)); }
  plugin::edits over(const std::string& key);
  // The started ones of that point but the one of `key`: it has been operated anew. Those that are armed for
  // later lines of the mail stay.
  plugin::edits superseded(std::string_view point, std::string_view key);
  // When the first of these is due.
  std::optional<std::int64_t> due_of(std::string_view point, std::string_view but_key) const;

  // Times of day have moved against durations: the wall clock was set.
  plugin::edits clock_was_set(std::int64_t by_ms);

  // What the point is to return to by an older one; nothing: there is none.
  const revert* of(std::string_view point) const;

  // The started one that is due first.
  const std::string* due(std::int64_t now_ms) const;
  std::optional<std::int64_t> next() const;

  const std::map<std::string, revert, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, revert, std::less<>> all_;
};

}  // namespace watchpost::mail_command::journal
