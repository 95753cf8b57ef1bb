// Names to addresses.
#pragma once

#include "guard.h"
#include "transport.h"

#include <boost/asio/ip/tcp.hpp>

#include <vector>

namespace watchpost::mail::net {

// An address is taken as it is (an IPv6 one also in brackets). The system's resolver answers for names, see
// lookups.h; a look-up that outlasts the guard is left behind, not waited for.
task<result<std::vector<boost::asio::ip::tcp::endpoint>>> resolve(network& net, endpoint server,
                                                                  guard& under);

// What the resolver's `error` means for us: an unknown name, or no name service here.
failure lookup_failure(const endpoint& server, const boost::system::error_code& error);

// RFC 8305 section 4: the families by turns, in the resolver's order otherwise.
void interleave(std::vector<boost::asio::ip::tcp::endpoint>& addresses);

}  // namespace watchpost::mail::net
