// The messages that a remove() is about, folder by folder.
#pragma once

#include "elsewhere.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace watchpost::mail::imap {

struct removal {
  std::vector<std::uint32_t> uids;  // ascending, distinct
  std::set<std::uint32_t> gone{};   // of them
  bool done = false;
};

using removals = std::map<std::size_t, removal>;  // by place

// Nothing when one is not an id ("8", "2/8") of one of the `places`.
std::optional<removals> sort_out(std::span<const std::string> ids, std::size_t places);

// Removes what is not done yet; not all() empty. Signs in if that was not done. A folder whose messages were
// numbered anew is not touched.
net::task<result<void>> carry_out(removals& all, session& s, net::network& net, const access_settings& how,
                                  const std::vector<place>& places);

std::uint32_t removed_by(const removals& all);

}  // namespace watchpost::mail::imap
