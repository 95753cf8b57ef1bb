// What is told of mail that proves nothing and is dropped: of each kind the first ones of an hour, then one record
// an hour with a count, so that nobody outside makes the audit log grow as he likes. Pure, durable.
//
//   if (tally.tells("stranger", 1, now)) write a record of this very mail
//   append(changes, tally.took("stranger", 1, from, now));
//   for (const dropped& d : tally.due(now))               // once an hour
//     write a record of d.count mails, append(changes, tally.told(d, now));
#pragma once

#include "mail/json/fields.h"

#include <watchpost/cpp/edits.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::journal {

struct dropped {
  std::string kind;
  std::uint64_t count = 0;  // since the latest record
  std::string from;         // of the latest mail; may be empty
};

class drop_tally {
 public:
  static constexpr std::string_view prefix = "dropped.";
  static constexpr std::int64_t hour_ms = 3'600'000;

  bool take(std::string_view key, std::string_view value);

  // Whether that mail gets a record of its own: less than `most` of the kind have had one in this hour.
  bool tells(std::string_view kind, std::int64_t most, std::int64_t now) const;
  plugin::edits took(const std::string& kind, std::int64_t most, std::string_view from, std::int64_t now);
  // Whose hour is over, with mails that no record tells of.
  std::vector<dropped> due(std::int64_t now) const;
  // Mails that came while the record was written are left.
  plugin::edits told(const dropped& what, std::int64_t now);

 private:
  struct entry {
    std::int64_t recorded = 0;  // the first of the hour
    std::int64_t records = 0;   // in the hour
    std::uint64_t count = 0;
    std::string from;

    friend constexpr auto fields_of(const entry*) {
      using mail::json::field;
      return std::tuple{field("recorded", &entry::recorded), field("records", &entry::records),
                        field("count", &entry::count), field("from", &entry::from)};
    }
  };
  plugin::edit kept(const std::string& kind) const;

  std::map<std::string, entry, std::less<>> all_;
};

}  // namespace watchpost::mail_command::journal
