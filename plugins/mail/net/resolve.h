// Names to addresses.
#pragma once

#include "guard.h"
#include "recent.h"
#include "transport.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace watchpost::mail::net {

// The look-ups of names that are under way, for all sessions of a network.
//
//   lookups::share mine(net.internals().lookups, "mail.example");   // begins the look-up, or joins it
//   co_await mine.done().wait();
//   if (mine.found().error) ...

// The system's resolver (getaddrinfo) answers when it likes and cannot be interrupted. So each name that is
// looked up has a thread of its own for that time, `most` of them at once; the others wait in a queue. Names
// that the resolver did not answer the last time get half of the threads, so that a name server that is down
// keeps nobody from the names of others.
//
// Used on the executor's one thread, whose signal mask the threads inherit. A thread whose look-up still
// hangs when this object goes is left alone: it touches nothing of the network or of the host any more, keeps
// the library mapped until it ends, and ends when the resolver gives up.
class lookups {
 public:
  static constexpr std::size_t most = 32;

  struct answer {
    boost::system::error_code error;
    std::vector<boost::asio::ip::address> addresses;  // in the resolver's order
  };

  explicit lookups(const boost::asio::any_io_executor& executor);
  ~lookups();
  lookups(const lookups&) = delete;
  lookups& operator=(const lookups&) = delete;

 private:
  struct lookup;

 public:
  // The part of one session in a look-up, which goes on without it. Not movable.
  class share {
   public:
    share(lookups& all, const std::string& name);
    ~share();
    share(const share&) = delete;
    share& operator=(const share&) = delete;

    event& done() { return done_; }
    const answer& found() const;  // once done
    bool queued() const;          // all threads are taken by other names

   private:
    lookups& all_;
    event done_;
    std::shared_ptr<lookup> of_;
  };

 private:
  struct collector;

  void begin_what_may();
  void begin(const std::shared_ptr<lookup>& next);
  void end(const std::shared_ptr<lookup>& of, answer found);

  std::shared_ptr<collector> collector_;
  std::map<std::string, std::shared_ptr<lookup>> under_way_;  // queued ones too
  std::deque<std::shared_ptr<lookup>> queue_;
  std::size_t running_ = 0;
  std::size_t slow_running_ = 0;
  recent<std::string, bool> slow_{1024};  // names without an answer the last time
};

// An address is taken as it is (an IPv6 one also in brackets). The system's resolver answers for names, see
// lookups; a look-up that outlasts the guard is left behind, not waited for.
task<result<std::vector<boost::asio::ip::tcp::endpoint>>> resolve(network& net, endpoint server,
                                                                  guard& under);

// What the resolver's `error` means for us: an unknown name, or no name service here.
failure lookup_failure(const endpoint& server, const boost::system::error_code& error);

// RFC 8305 section 4: the families by turns, in the resolver's order otherwise.
void interleave(std::vector<boost::asio::ip::tcp::endpoint>& addresses);

}  // namespace watchpost::mail::net
