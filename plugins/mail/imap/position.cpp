#include "position.h"

#include "mail/json/record.h"
#include "mail/mailbox.h"
#include "syntax.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace watchpost::mail::imap {

constexpr auto fields_of(const numbering*) {
  return std::tuple{json::field("validity", &numbering::validity), json::field("next", &numbering::next),
                    json::field("again", &numbering::again)};
}

bool is_sound(const numbering& n) {
  const bool rising =
      std::adjacent_find(n.again.begin(), n.again.end(), std::greater_equal{}) == n.again.end();
  return n.next != 0 && n.again.size() <= max_again && rising &&
         (n.again.empty() || (n.again.front() != 0 && n.again.back() < n.next));
}

namespace {

struct several {
  folder_positions folders;
};
constexpr auto fields_of(const several*) { return std::tuple{json::field("folders", &several::folders)}; }

bool is_sound(const several& all) {
  return all.folders.size() <= max_folders &&
         std::all_of(all.folders.begin(), all.folders.end(), [](const auto& each) {
           return !each.first.empty() && each.first.size() <= max_folder_name;
         });
}

constexpr std::size_t any_size = 12 * max_again;  // of a set: ten digits and a comma a number

}  // namespace

std::string uids_to_read(const numbering& n) {
  const std::string news = std::to_string(n.next) + ":*";
  return n.again.empty() ? news : to_sets(n.again, any_size).front() + ',' + news;
}

std::string to_position(const numbering& n) { return json::to_record(n); }

std::optional<numbering> parse_position(std::string_view text) { return json::read_record<numbering>(text); }

std::string to_position(const folder_positions& all) { return json::to_record(several{all}); }

std::optional<folder_positions> parse_folder_positions(std::string_view text) {
  auto all = json::read_record<several>(text);
  if (!all) return std::nullopt;
  return std::move(all->folders);
}

}  // namespace watchpost::mail::imap
