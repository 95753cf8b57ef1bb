#include "resolve.h"

#include "internals.h"

#include <algorithm>
#include <string>

namespace watchpost::mail::net {
namespace {

using boost::asio::ip::tcp;

std::optional<boost::asio::ip::address> numeric(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error) return std::nullopt;
  return address;
}

failure unresolved(const endpoint& server, int code, const std::string& words) {
  failure f;
  f.at = stage::resolve;
  f.why = cause::unresolved;
  f.code = code;
  f.detail = "no address for '" + printable(server.host) + "': " + words;
  return f;
}

}  // namespace

failure lookup_failure(const endpoint& server, const boost::system::error_code& error) {
  failure f = unresolved(server, error.value(), error.message());
  // No name server answered, or none could be asked (EAI_AGAIN): the name may well exist.
  if (error == boost::asio::error::host_not_found_try_again) f.why = cause::offline;
  return f;
}

task<result<std::vector<tcp::endpoint>>> resolve(network& net, endpoint server, guard& under) {
  std::vector<tcp::endpoint> addresses;
  if (const auto address = numeric(server.host)) {
    addresses.emplace_back(*address, server.port);
    co_return addresses;
  }
  if (server.host.empty()) co_return unresolved(server, 0, "the name is empty");
  if (server.host.find('\0') != std::string::npos) co_return unresolved(server, 0, "not a host name");
  lookups::share asked(net.internals().lookups, server.host);
  under.on_trip([&asked] { asked.done().set(); });
  co_await asked.done().wait();
  under.on_trip({});
  if (under.tripped()) {
    failure late = under.failed(stage::resolve);
    const std::string name = '\'' + printable(server.host) + '\'';
    late.detail = asked.queued() ? name + " was not looked up: " + std::to_string(lookups::most) +
                                       " other names wait for an answer from the resolver"
                                 : "no answer from the resolver for " + name;
    co_return late;
  }
  if (asked.outcome().error) co_return lookup_failure(server, asked.outcome().error);
  for (const auto& address : asked.outcome().addresses) addresses.emplace_back(address, server.port);
  interleave(addresses);
  co_return addresses;
}

void interleave(std::vector<tcp::endpoint>& addresses) {
  if (addresses.empty()) return;
  const auto family = addresses.front().protocol();
  std::vector<tcp::endpoint> first, second;
  for (const auto& address : addresses) (address.protocol() == family ? first : second).push_back(address);
  addresses.clear();
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) addresses.push_back(first[i]);
    if (i < second.size()) addresses.push_back(second[i]);
  }
}

}  // namespace watchpost::mail::net
