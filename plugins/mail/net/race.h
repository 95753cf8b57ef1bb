// Connecting to the first of several addresses that answers (RFC 8305).
#pragma once

#include "guard.h"
#include "transport.h"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <vector>

namespace watchpost::mail::net {

// How long an address is tried alone (RFC 8305 section 5). A failed one is followed at once.
inline constexpr std::chrono::milliseconds head_start{250};

// Tries `addresses` (not empty) in their order. The first connection wins, the others are closed. When none
// works: what the first address answered, those left out to which there is no way from this machine. `tried`
// is given what became of each address that was tried.
task<result<boost::asio::ip::tcp::socket>> race(network& net,
                                                std::vector<boost::asio::ip::tcp::endpoint> addresses,
                                                guard& under, std::vector<route::attempt>& tried);

}  // namespace watchpost::mail::net
