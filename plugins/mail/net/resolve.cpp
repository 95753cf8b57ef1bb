#include "resolve.h"

#include "internals.h"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <thread>

#if defined(__linux__)
#include <pthread.h>
#endif

namespace watchpost::mail::net {

using boost::asio::ip::tcp;

struct lookups::lookup {
  enum class state { queued, running, done };

  std::string name;
  std::set<event*> waiting{};
  state at = state::queued;
  bool slow = false;  // takes one of the places of such names
  bool left = false;  // somebody did not wait for the answer
  answer found{};
  std::thread thread{};
  bool handed_in = false;  // the thread has nothing left to do; under collector::mutex
};

// Where threads hand in their answers; outlives the network while one of them hangs.
struct lookups::collector {
  std::mutex mutex;
  const boost::asio::any_io_executor executor;
  lookups* owner;  // null once it is gone; the executor's thread changes it, under the mutex

  static void collect(const std::shared_ptr<collector>& here, const std::shared_ptr<lookup>& of,
                      answer found) {
    const std::lock_guard lock(here->mutex);
    if (here->owner == nullptr) return;
    of->handed_in = true;
    boost::asio::post(here->executor, [here, of, found = std::move(found)]() mutable {
      if (here->owner != nullptr) here->owner->end(of, std::move(found));
    });
  }
};

namespace {

// Blocks. Without the port: all services of a host share a look-up.
lookups::answer ask_system(const std::string& name) {
  lookups::answer out;
  try {
    boost::asio::io_context unused(1);
    tcp::resolver resolver(unused);
    for (const auto& entry : resolver.resolve(name, "", tcp::resolver::flags(), out.error))
      out.addresses.push_back(entry.endpoint().address());
  } catch (const std::exception&) {
    out.error = boost::asio::error::no_memory;
  }
  return out;
}

}  // namespace

lookups::lookups(const boost::asio::any_io_executor& executor)
    : collector_(new collector{{}, executor, this}) {}

lookups::~lookups() {
  const std::lock_guard lock(collector_->mutex);
  collector_->owner = nullptr;
  for (const auto& [name, each] : under_way_) {
    if (!each->thread.joinable()) continue;
    if (each->handed_in)
      each->thread.join();
    else
      each->thread.detach();
  }
}

void lookups::begin_what_may() {
  for (auto next = queue_.begin(); next != queue_.end() && running_ < most;) {
    (*next)->slow = slow_.find((*next)->name) != nullptr;
    if ((*next)->slow && slow_running_ == most / 2) {
      ++next;
      continue;
    }
    begin(*next);
    next = queue_.erase(next);
  }
}

void lookups::begin(const std::shared_ptr<lookup>& next) {
  next->at = lookup::state::running;
  ++running_;
  if (next->slow) ++slow_running_;
  try {
    next->thread = std::thread([here = collector_, of = next] {
      // A library stays mapped while a thread has an object of it to destroy at its end; only libc is left to
      // run then.
      thread_local const std::shared_ptr<collector> held_to_the_end = here;
#if defined(__linux__)
      pthread_setname_np(pthread_self(), "watchpost-dns");
#endif
      collector::collect(held_to_the_end, of, ask_system(of->name));
    });
  } catch (const std::system_error&) {  // no thread to be had
    collector::collect(collector_, next, {boost::asio::error::host_not_found_try_again, {}});
  }
}

void lookups::end(const std::shared_ptr<lookup>& of, answer found) {
  if (of->thread.joinable()) of->thread.join();
  --running_;
  if (of->slow) --slow_running_;
  if (of->left || found.error == boost::asio::error::host_not_found_try_again)
    slow_.of(of->name) = true;
  else
    slow_.erase(of->name);
  under_way_.erase(of->name);
  of->at = lookup::state::done;
  of->found = std::move(found);
  for (event* const each : of->waiting) each->set();
  begin_what_may();
}

lookups::share::share(lookups& all, const std::string& name) : all_(all), done_(all.collector_->executor) {
  std::shared_ptr<lookup>& known = all.under_way_[name];
  if (!known) all.queue_.push_back(known = std::make_shared<lookup>(lookup{.name = name}));
  of_ = known;
  of_->waiting.insert(&done_);
  all.begin_what_may();
}

lookups::share::~share() {
  of_->waiting.erase(&done_);
  if (of_->at == lookup::state::running) of_->left = true;
  if (!queued() || !of_->waiting.empty()) return;
  std::erase(all_.queue_, of_);
  all_.under_way_.erase(of_->name);
}

const lookups::answer& lookups::share::found() const { return of_->found; }

bool lookups::share::queued() const { return of_->at == lookup::state::queued; }

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
  failure f = make_failure(stage::resolve, cause::unresolved,
                           "no address for '" + printable(server.host) + "': " + words);
  f.code = code;
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
  if (asked.found().error) co_return lookup_failure(server, asked.found().error);
  for (const auto& address : asked.found().addresses) addresses.emplace_back(address, server.port);
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
