#include "mailbox.h"

#include "listing.h"
#include "mail/net/guard.h"
#include "session_retry.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace watchpost::mail::pop3 {
namespace {

using namespace std::chrono_literals;

class maildrop final : public shared_mailbox {
 public:
  maildrop(net::network& net, access_settings how) : net_(net), sessions_(net, std::move(how)) {}

  net::task<result<mailbox_scan>> scan(position since, matcher ours, net::instant deadline,
                                       net::cancellation cancel, session_report& report) override;
  net::task<result<mailbox_scan>> scan_folders(position since, matcher ours) override;
  net::task<result<void>> wait_for_news(net::instant until) override;
  net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) override;
  net::task<void> leave() override;

  void keep(bool session) override { keep_ = session; }
  void rest() override;
  bool is_open() const override { return sessions_.open(); }
  std::uint64_t sessions() const override { return sessions_.count(); }
  bool is_snapshot() const override { return true; }
  void before_sign_in(std::function<net::task<void>()> what) override { before_sign_in_ = std::move(what); }
  net::task<result<void>> finish(net::instant deadline, net::cancellation cancel,
                                 session_report& report) override;

 private:
  using numbers = std::vector<std::uint32_t>;

  // Of beginnings.
  struct allowance {
    std::size_t left = max_bodies;
    std::uint32_t refused = 0;
  };

  // What is known of a removal while it is repeated.
  struct removal {
    std::set<std::string> ids;
    std::map<std::string, std::uint32_t> marked;  // copies whose DELE was accepted, but not yet QUIT
    std::optional<failure> refused;               // DELE of one, in the latest session
    bool together = true;                         // DELEs and QUIT, where the server allows it
    std::uint32_t removed = 0;
  };

  // What the matcher thinks of a message of the listing that was shown to it.
  using opinion_sink = std::function<void(const unique_id&, message_info, bool ours)>;

  net::task<result<void>> show(session& in, std::vector<const unique_id*> messages, allowance& bodies,
                               opinion_sink told);
  net::task<result<void>> read_new(session& in, const position& since, mailbox_scan& seen);
  net::task<result<void>> read_again(session& in, const removal& of);
  net::task<result<void>> remove_matched(session& in, removal& of);
  net::task<result<std::uint32_t>> mark_matched(std::vector<std::string> ids);

  net::network& net_;
  session_report nobodys_;  // between two users' turns; outlives the session
  session_retry sessions_;
  matcher ours_;
  session_terms terms_;
  // Numbers of the open session that were found to be ours in it, by name.
  std::map<std::string, numbers> matched_;
  bool keep_ = false;
  std::function<net::task<void>()> before_sign_in_;
};

net::task<result<mailbox_scan>> maildrop::scan(position since, matcher ours, net::instant deadline,
                                               net::cancellation cancel, session_report& report) {
  if (!keep_) co_await sessions_.leave();
  ours_ = std::move(ours);
  terms_ = session_terms{deadline, std::move(cancel), &report, false, before_sign_in_};
  if (sessions_.open()) sessions_.current()->rebind(deadline, terms_.cancel, report);
  mailbox_scan seen;
  const session_retry::work work = [&](session& in) { return read_new(in, since, seen); };
  CO_TRY(co_await sessions_.run(terms_, true, work));
  co_return seen;
}

// Their headers, and the beginnings of those that it asks for.
net::task<result<void>> maildrop::show(session& in, std::vector<const unique_id*> messages, allowance& bodies,
                                       opinion_sink told) {
  std::vector<std::pair<const unique_id*, message_info>> wanted;
  numbers all, asked;
  for (const auto* each : messages) all.push_back(each->number);
  const session::text_sink headers = [&](std::size_t i, std::string header, bool) {
    // Servers list messages that are not there yet: it stays unknown.
    if (header.find_first_not_of("\r\n") == std::string::npos) return false;
    message_info one{messages[i]->name(), std::move(header)};
    const interest shown = ours_(one);
    if (shown == interest::body && bodies.left > 0) {
      --bodies.left;
      asked.push_back(messages[i]->number);
      wanted.emplace_back(messages[i], std::move(one));
      return false;
    }
    if (shown == interest::body) ++bodies.refused;
    told(*messages[i], std::move(one), shown == interest::ours);
    return shown == interest::ours;
  };
  const result<void> read = co_await in.read(extent::header, all, headers);
  if (!read) co_return read.error();
  const session::text_sink beginnings = [&](std::size_t i, std::string text, bool cut) {
    auto& [message, one] = wanted[i];
    one.body = std::move(text);
    one.cut = cut;
    const bool is_ours = ours_(one) == interest::ours;
    told(*message, std::move(one), is_ours);
    return is_ours;
  };
  co_return co_await in.read(extent::beginning, asked, beginnings);
}

net::task<result<void>> maildrop::read_new(session& in, const position& since, mailbox_scan& seen) {
  seen = mailbox_scan{};
  matched_.clear();
  auto& listing = in.listing();
  seen.total = static_cast<std::uint32_t>(listing.size());
  auto todo = plan(listing, since, max_reread);
  seen.renumbered = todo.renumbered;

  // In portions, so that reading ends when enough was found; the rest stays unknown.
  constexpr std::size_t portion = 100;
  allowance bodies;
  for (std::size_t begin = 0; begin < todo.unknown.size(); begin += portion) {
    const std::size_t count = std::min(portion, todo.unknown.size() - begin);
    if (seen.matches.size() + count > max_matches) break;
    std::vector<const unique_id*> wanted;
    for (std::size_t i = begin; i < begin + count; ++i) wanted.push_back(&listing[todo.unknown[i]]);
    const opinion_sink sink = [&](const unique_id& message, message_info one, bool is_ours) {
      ++seen.read;
      if (!is_ours)
        return todo.known.push_back(todo.hashes[static_cast<std::size_t>(&message - listing.data())]);
      matched_[one.id].push_back(message.number);
      seen.matches.push_back(std::move(one));
    };
    CO_TRY(co_await show(in, std::move(wanted), bodies, sink));
  }
  seen.unread_bodies = bodies.refused;
  seen.next = to_position(std::move(todo.known));
  co_return result<void>{};
}

net::task<result<mailbox_scan>> maildrop::scan_folders(position since, matcher) {
  mailbox_scan seen;
  seen.next = std::move(since);
  seen.folders_unsupported = true;
  co_return seen;
}

net::task<result<void>> maildrop::wait_for_news(net::instant until) {
  // The maildrop is not kept locked meanwhile.
  co_await sessions_.leave();
  const auto pause = std::max<std::chrono::milliseconds>(2s, std::chrono::seconds(sessions_.login_delay()));
  const auto when = std::min(until, net_.time().now() + pause);
  co_return co_await net::wait_until(net_, when, terms_.cancel);
}

net::task<result<std::uint32_t>> maildrop::remove(std::vector<std::string> ids) {
  if (keep_ && sessions_.open()) co_return co_await mark_matched(std::move(ids));
  removal all;
  all.ids.insert(ids.begin(), ids.end());
  if (all.ids.empty() || terms_.report == nullptr) {
    co_await sessions_.leave();
    co_return all.removed;
  }
  bool new_session = !sessions_.open();
  const session_retry::work work = [&](session& in) {
    if (std::exchange(new_session, true)) matched_.clear();
    return remove_matched(in, all);
  };
  result<void> done = co_await sessions_.run(terms_, true, work);
  if (done && all.refused) {  // it may be gone already: another session lists what is there
    co_await sessions_.leave();
    all.together = false;
    done = co_await sessions_.run(terms_, true, work);
    if (done && all.refused) done = *all.refused;
  }
  matched_.clear();
  if (!done) co_return done.error();
  co_await sessions_.leave();
  co_return all.removed;
}

// Unique-ids are the server's word; only what was read in this session says what a number stands for.
net::task<result<void>> maildrop::read_again(session& in, const removal& of) {
  std::vector<const unique_id*> places;
  for (const auto& one : in.listing())
    if (const std::string name = one.name(); of.ids.contains(name) && !matched_.contains(name))
      places.push_back(&one);
  allowance bodies;
  const opinion_sink sink = [&](const unique_id& message, const message_info& one, bool is_ours) {
    if (is_ours) matched_[one.id].push_back(message.number);
  };
  co_return co_await show(in, std::move(places), bodies, sink);
}

net::task<result<void>> maildrop::remove_matched(session& in, removal& of) {
  of.refused.reset();
  CO_TRY(co_await read_again(in, of));

  numbers all;
  std::vector<const std::string*> owners;
  for (const auto& [id, copies] : matched_) {
    if (!of.ids.contains(id)) continue;
    all.insert(all.end(), copies.begin(), copies.end());
    owners.insert(owners.end(), copies.size(), &id);
  }
  // Marked in a session that broke, and gone now: that QUIT was carried out.
  for (const auto& [id, copies] : std::exchange(of.marked, {}))
    if (!matched_.contains(id)) of.removed += copies;
  if (all.empty()) co_return result<void>{};

  std::vector<fate> fates;
  const result<void> gone = co_await in.remove_and_quit(all, fates, of.together);
  of.refused = in.refusal();
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (fates[i] != fate::marked) continue;
    if (gone)
      ++of.removed;
    else
      ++of.marked[*owners[i]];
  }
  co_return gone;
}

// The numbers are of this very session: they were read in it and are ours.
net::task<result<std::uint32_t>> maildrop::mark_matched(std::vector<std::string> ids) {
  session& in = *sessions_.current();
  numbers all;
  for (const auto& id : ids)
    if (const auto found = matched_.find(id); found != matched_.end())
      all.insert(all.end(), found->second.begin(), found->second.end());
  std::vector<fate> fates;
  const result<void> marked = co_await in.mark(all, fates);
  matched_.clear();
  if (!marked) {
    sessions_.end();
    co_return marked.error();
  }
  // Nobody who looks after this in the session is to stumble over them.
  std::erase_if(in.listing(), [&](const unique_id& one) {
    const auto at = std::find(all.begin(), all.end(), one.number);
    return at != all.end() && fates[static_cast<std::size_t>(at - all.begin())] == fate::marked;
  });
  if (std::count(fates.begin(), fates.end(), fate::refused) > 0) co_return *in.refusal();
  co_return static_cast<std::uint32_t>(all.size());
}

void maildrop::rest() {
  nobodys_ = session_report{};
  if (sessions_.open()) sessions_.current()->rebind(net::never, net::cancellation(), nobodys_);
  terms_ = {};
}

net::task<result<void>> maildrop::finish(net::instant deadline, net::cancellation cancel,
                                         session_report& report) {
  if (!sessions_.open()) co_return result<void>{};
  sessions_.current()->rebind(deadline, cancel, report);
  const result<void> done = co_await sessions_.current()->quit();
  sessions_.end();
  co_return done;
}

net::task<void> maildrop::leave() { co_await sessions_.leave(); }

}  // namespace

std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how) {
  return std::make_unique<maildrop>(net, std::move(how));
}

std::unique_ptr<shared_mailbox> make_shared_mailbox(net::network& net, access_settings how) {
  return std::make_unique<maildrop>(net, std::move(how));
}

net::task<result<void>> reach(net::network& net, access_settings how, net::instant deadline,
                              net::cancellation cancel, session_report& report) {
  session one(net, how, {deadline, std::move(cancel), &report, true});
  const result<void> done = co_await one.reach();
  co_await one.leave();
  co_return done;
}

net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report) {
  session_retry one(net, std::move(how));
  const session_retry::work nothing = [](session&) -> net::task<result<void>> { co_return result<void>{}; };
  const session_terms terms{deadline, std::move(cancel), &report, false};
  const result<void> done = co_await one.run(terms, false, nothing);
  co_await one.leave();
  co_return done;
}

}  // namespace watchpost::mail::pop3
