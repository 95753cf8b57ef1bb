#include "record.h"

#include "mail/failure.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace watchpost::mail::json {

std::optional<boost::json::object> parse_record(std::string_view text, std::int64_t version) {
  if (text.size() > max_record) return std::nullopt;
  boost::json::parse_options how;
  how.max_depth = max_depth;
  how.allow_invalid_utf8 = true;  // texts of others come back as they came
  boost::system::error_code fault;
  boost::json::value all = boost::json::parse(text, fault, {}, how);
  if (fault || !all.is_object()) return std::nullopt;
  const boost::json::value* const told = all.get_object().if_contains("v");
  if (told == nullptr || !told->is_int64() || told->get_int64() != version) return std::nullopt;
  return std::move(all.get_object());
}

std::string serialize(const boost::json::object& all) { return boost::json::serialize(all); }

std::string unreadable(std::string_view key) {
  return "the stored value '" + printable(key) +
         "' is damaged or of another version, so nothing is done and nothing that is stored is changed; keep it, "
         "and begin with a new state";
}

}  // namespace watchpost::mail::json
