#include "server.h"

#include "certificates.h"
#include "listener.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <csignal>
#include <fstream>
#include <future>
#include <thread>

namespace watchpost::sandbox {
namespace {

class real_time final : public time_source {
 public:
  time_point now() const override { return std::chrono::system_clock::now(); }
};

bool load(asio::ssl::context& tls, const certificates& made, std::string& error) {
  boost::system::error_code failed;
  tls.set_options(
      asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
      failed);
  if (!failed) tls.use_certificate_chain(asio::buffer(made.server), failed);
  if (!failed) tls.use_private_key(asio::buffer(made.server_key), asio::ssl::context::pem, failed);
  if (failed) error = "cannot use the sandbox's certificate: " + failed.message();
  static constexpr unsigned char name[] = "sandbox";
  SSL_CTX_set_session_id_context(tls.native_handle(), name, sizeof name - 1);
  return !failed;
}

}  // namespace

struct server::impl {
  explicit impl(options o)
      : settings(std::move(o)),
        virtual_time(settings.time != nullptr),
        time(virtual_time ? settings.time : std::make_shared<const real_time>()) {}

  bool open(std::string& error);
  void run();
  void stop();
  void changed();
  void wake_waiters();
  void arm_delivery();

  const options settings;
  const bool virtual_time;
  const std::shared_ptr<const time_source> time;
  std::string ca;
  tally counts{};
  mailstore store{settings.limits, [this] { changed(); }};
  delivery deliveries{store, counts, *time, [this] {
                        if (!virtual_time) asio::post(io, [this] { arm_delivery(); });
                      }};
  authenticator sign_in{store};

  // Destroyed before all that the sessions' coroutines refer to.
  asio::io_context io{1};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  services with{settings, *time, store, deliveries, counts, sign_in, [this] { wake_waiters(); }};
  connection_set links{};
  listener listeners[6] = {
      {io, tls, with, links, protocol::smtp, false}, {io, tls, with, links, protocol::smtp, true},
      {io, tls, with, links, protocol::imap, false}, {io, tls, with, links, protocol::imap, true},
      {io, tls, with, links, protocol::pop3, false}, {io, tls, with, links, protocol::pop3, true}};
  asio::steady_timer next_delivery{io};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  std::thread thread{};
  std::uint64_t handled = 0;  // the thread's
  std::mutex stopping{};

  std::mutex waiters_mutex{};
  std::condition_variable waiters{};
  std::uint64_t generation = 0;  // of what waiters look at; guarded by waiters_mutex
};

bool server::impl::open(std::string& error) {
  const auto made = make_certificates(settings.certificate_days, error);
  if (!made || !load(tls, *made, error)) return false;
  ca = made->ca;
  for (const auto& who : settings.users) {
    if (!store.add_user(who)) {
      error = "user without an address or named twice: " + who.address;
      return false;
    }
  }
  const port_set& p = settings.ports;
  const std::uint16_t wanted[] = {p.submission, p.submission_tls, p.imap, p.imap_tls, p.pop3, p.pop3_tls};
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    if (!listeners[i].open(wanted[i], error)) return false;
  }
  return true;
}

void server::impl::run() {
  for (auto& each : listeners) each.start();
    // A new thread inherits the mask: signals stay with the threads of the program.
#ifndef _WIN32
  sigset_t all, before;
  sigfillset(&all);
  // Blocked faults would kill the process without its handlers or a core file.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&all, fault);
  pthread_sigmask(SIG_SETMASK, &all, &before);
#endif
  thread = std::thread([this] {
    while (io.run_one() != 0) ++handled;
  });
#ifndef _WIN32
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
#endif
}

void server::impl::stop() {
  const std::lock_guard lock(stopping);
  if (!thread.joinable()) return;
  asio::post(io, [this] {
    for (auto& each : listeners) each.close();
    for (const auto& link : links) link->close();
    next_delivery.cancel();
    work.reset();
  });
  thread.join();
}

void server::impl::wake_waiters() {
  {
    const std::lock_guard lock(waiters_mutex);
    ++generation;
  }
  waiters.notify_all();
}

void server::impl::changed() {
  wake_waiters();
  asio::post(io, [this] {
    // A listener may leave the set while it is told.
    const auto idlers = with.idlers;
    for (auto* each : idlers) each->mailboxes_changed();
  });
}

void server::impl::arm_delivery() {
  if (work.owns_work() == false) return;  // stopping
  deliveries.run_due();
  const auto due = deliveries.next_due();
  if (!due) return;
  next_delivery.expires_after(std::max(*due - time->now(), time_point::duration::zero()) + milliseconds(1));
  next_delivery.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) arm_delivery();
  });
}

server::server(std::unique_ptr<impl> self) : self_(std::move(self)) {}
server::~server() { stop(); }

std::unique_ptr<server> server::start(options settings, std::string& error) {
  auto self = std::make_unique<impl>(std::move(settings));
  if (!self->open(error)) return nullptr;
  self->run();
  return std::unique_ptr<server>(new server(std::move(self)));
}

void server::stop() { self_->stop(); }

port_set server::ports() const {
  const auto& l = self_->listeners;
  return {l[0].port(), l[1].port(), l[2].port(), l[3].port(), l[4].port(), l[5].port()};
}

std::string server::ca_pem() const { return self_->ca; }

bool server::write_ca(const std::string& path) const {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << self_->ca << std::flush;
  return file.good();
}

bool server::wait_until(const std::function<bool(const server&)>& holds, milliseconds timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(self_->waiters_mutex);
      seen = self_->generation;
    }
    if (holds(*this)) return true;
    std::unique_lock lock(self_->waiters_mutex);
    if (!self_->waiters.wait_until(lock, deadline, [&] { return self_->generation != seen; })) return false;
  }
}

void server::set_unavailable(protocol p, bool unavailable) { self_->counts.of(p).unavailable = unavailable; }

void server::close_sessions() {
  asio::post(self_->io, [self = self_.get()] {
    for (const auto& link : self->links) link->close();
  });
}

void server::settle() const {
  if (!self_->thread.joinable()) return;
  const auto handled = [this] {
    std::promise<std::uint64_t> told;
    asio::post(self_->io, [&] { told.set_value(self_->handled); });
    return told.get_future().get();
  };
  // Between two of its calls the thread looks at the sockets; what it finds behind the first is queued before the
  // third.
  for (std::uint64_t before = handled();; before = handled()) {
    (void)handled();
    if (handled() == before + 2) return;
  }
}

void server::clock_advanced() { self_->deliveries.run_due(); }

counters server::count() const {
  counters c = self_->counts.read();
  c.waiting = self_->deliveries.waiting();
  return c;
}

// Rules: see delivery.h.
rule_id server::add_rule(rule r) { return self_->deliveries.add_rule(std::move(r)); }
bool server::remove_rule(rule_id id) { return self_->deliveries.remove_rule(id); }
void server::clear_rules() { self_->deliveries.clear_rules(); }
void server::set_delivery_delay(milliseconds delay) { self_->deliveries.set_delay(delay); }
void server::set_delivery_delay(std::string_view recipient, milliseconds delay) {
  self_->deliveries.set_delay(recipient, delay);
}

// Mailboxes: see mailstore.h.
bool server::add_user(const user& who) { return self_->store.add_user(who); }

bool server::add_folder(std::string_view address, std::string_view folder) {
  const auto who = self_->store.find_address(address);
  return who && self_->store.add_folder(*who, folder);
}

std::vector<message> server::messages(std::string_view address, std::string_view folder) const {
  std::vector<message> all;
  const auto who = self_->store.find_address(address);
  if (!who) return all;
  for (const auto& m : self_->store.list(*who, folder)) {
    all.push_back({m.uid, {m.flags.begin(), m.flags.end()}, std::string(folder), m.received, *m.bytes});
  }
  return all;
}

std::vector<std::string> server::folders(std::string_view address) const {
  std::vector<std::string> names;
  const auto who = self_->store.find_address(address);
  if (!who) return names;
  for (const auto& f : self_->store.folders(*who)) names.push_back(f.name);
  return names;
}

std::uint32_t server::inject(std::string_view address, std::string bytes, std::string_view folder,
                             std::vector<std::string> flags) {
  const auto who = self_->store.find_address(address);
  if (!who) return 0;
  return self_->store.append(*who, folder, std::move(bytes), {flags.begin(), flags.end()},
                             self_->time->now());
}

bool server::remove(std::string_view address, std::uint32_t uid, std::string_view folder) {
  const auto who = self_->store.find_address(address);
  return who && !self_->store.remove(*who, folder, std::span(&uid, 1), false).empty();
}

bool server::set_flags(std::string_view address, std::uint32_t uid, std::vector<std::string> flags,
                       std::string_view folder) {
  const auto who = self_->store.find_address(address);
  return who &&
         self_->store.change_flags(*who, folder, uid, flag_change::replace, {flags.begin(), flags.end()});
}

bool server::reset_folder(std::string_view address, std::string_view folder) {
  const auto who = self_->store.find_address(address);
  return who && self_->store.reset_folder(*who, folder);
}

bool server::wait_for_messages(std::string_view address, std::size_t count, milliseconds timeout,
                               std::string_view folder) const {
  const auto who = self_->store.find_address(address);
  if (!who) return false;
  return wait_until(
      [&](const server&) {
        const auto now = self_->store.status(*who, folder);
        return now && now->messages >= count;
      },
      timeout);
}

}  // namespace watchpost::sandbox
