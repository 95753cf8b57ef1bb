// The token servers of a module: whoever has the same client shares its tokens.
//
//   oauth::issuer tokens{net};                                        // one per network
//   std::shared_ptr<oauth::source> mine = tokens.join(client, keeper, stored);
//   ... with_token(*mine, ...) ...
//   co_await mine->leave();
#pragma once

#include "client.h"
#include "keeper.h"
#include "source.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

class account;

// On the network's thread. `net` outlives it and all sources.
class issuer {
 public:
  explicit issuer(net::network& net) : net_(net) {}

  // `stored`: the latest record that `with` was given in this or an earlier life; may be empty. `with` is
  // used until the source's leave() has ended.
  std::shared_ptr<source> join(const client& who, keeper& with, std::string_view stored);

 private:
  net::network& net_;
  std::map<std::string, std::weak_ptr<account>> accounts_;
};

}  // namespace watchpost::mail::oauth
