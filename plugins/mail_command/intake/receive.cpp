#include "receive.h"

#include "account/sessions.h"
#include "handle.h"
#include "mail/failure.h"

#include <set>

namespace watchpost::mail_command::intake {
namespace {

// What the mailbox is asked for, message by message.
class reader {
 public:
  reader(runtime::context& ctx, std::chrono::milliseconds window) : ctx_(ctx), window_(window) {}

  mail::interest judge(const mail::message_info& s) {
    const mail::message::header_fields header(s.header);
    const std::string message_id = message_id_of(header);
    if (removing_) return judge_again(s, message_id);
    if (!s.body.empty()) return mail::interest::ours;
    if (!message_id.empty() && was_seen(s, message_id)) {
      if (ctx_.config.after == runtime::after_reading::keep) return mail::interest::none;
      known_.insert(s.id);
      return mail::interest::ours;
    }
    // What was there before us is no command, and not ours to remove.
    if (ctx_.state.fresh && !is_fresh(header, s.arrived, ctx_.host.wall_ms(), window_)) {
      ++ctx_.live.counts.left;
      return mail::interest::none;
    }
    if (asked_.contains(s.id)) return mail::interest::body;  // in another session, as the first one broke
    if (left_ == 0) {
      more_ = true;
      return mail::interest::ours;
    }
    --left_;
    asked_.insert(s.id);
    return mail::interest::body;
  }

  void begin() {
    left_ = mail::max_bodies;
    more_ = removing_ = false;
    asked_.clear();
    known_.clear();
  }
  void remove() { removing_ = true; }
  bool more() const { return more_; }                                      // than one look reads
  bool known(const std::string& id) const { return known_.contains(id); }  // handled before

 private:
  // A message that is to go, in another session than the one it was handled in: its id may be another one's
  // now.
  mail::interest judge_again(const mail::message_info& s, const std::string& message_id) const {
    if (message_id.empty() && s.body.empty()) return mail::interest::body;
    return was_seen(s, message_id) ? mail::interest::ours : mail::interest::none;
  }

  bool was_seen(const mail::message_info& s, const std::string& message_id) const {
    const std::string id = journal::mail_id(message_id, s.body);
    return ctx_.state.seen.has(id) || ctx_.state.seen.has(unproven_id(s, id));
  }

  runtime::context& ctx_;
  std::chrono::milliseconds window_;
  std::size_t left_ = 0;
  bool more_ = false, removing_ = false;
  std::set<std::string> asked_, known_;
};

mail::net::task<std::optional<mail::failure>> put_away(mail::mailbox& box, runtime::context& ctx,
                                                       std::vector<std::string> ids, received& out) {
  const runtime::after_reading after = ctx.config.after;
  if (ids.empty() || after == runtime::after_reading::keep) {
    co_await box.leave();
    co_return std::nullopt;
  }
  mail::result<std::uint32_t> gone = 0U;
  if (after == runtime::after_reading::move)
    gone = co_await box.move(std::move(ids), ctx.config.folder);
  else
    gone = co_await box.remove(std::move(ids));
  if (gone) out.removed += *gone;
  co_return mail::error_of(gone);
}

class round {
 public:
  round(runtime::context& ctx, const reading_round& when, received& out)
      : ctx_(ctx),
        when_(when),
        out_(out),
        box_(account::make_mailbox(ctx.net, ctx.config)),
        reader_(ctx, ctx.config.freshness + when.slack) {}

  // True: there is more to be read.
  mail::net::task<bool> once() {
    reader_.begin();
    const mail::matcher ask = [this](const mail::message_info& s) { return reader_.judge(s); };
    const mail::position since = ctx_.state.fresh ? mail::position_unknown : ctx_.state.position;
    mail::result<mail::mailbox_scan> seen =
        co_await box_->scan(since, ask, when_.deadline, when_.cancel, out_.report);
    if (!seen) co_return fail(seen.error());
    std::vector<std::string> over;
    bool all = true;
    for (const mail::message_info& s : seen->matches) {
      const bool read = !s.body.empty();
      if (!read && !reader_.known(s.id)) continue;
      if (read) {
        // Nothing is begun while what went before is not durable.
        const host::mishap behind = co_await ctx_.state.commit(ctx_.host, {});
        if (behind || when_.cancel.raised()) {
          all = false;
          break;
        }
        const fate end = co_await handle(ctx_, s, when_.slack);
        ++out_.handled;
        ++ctx_.live.receiving.mails;
        if (end == fate::later) {
          all = false;
          continue;
        }
      }
      over.push_back(s.id);
    }
    // What is to go is to be known to be durable.
    const host::mishap undone = co_await ctx_.state.commit(ctx_.host, {});
    if (undone) over.clear();
    reader_.remove();
    const auto failed = co_await put_away(*box_, ctx_, std::move(over), out_);
    if (failed) co_return fail(*failed);
    const host::mishap unsaved = co_await ctx_.state.commit(ctx_.host, ctx_.state.reached(seen->next));
    co_return all && !unsaved && !undone && reader_.more() && !when_.cancel.raised() &&
        ctx_.net.time().now() < when_.deadline;
  }

  mail::net::task<void> leave() { co_await box_->leave(); }

 private:
  bool fail(mail::failure f) {
    out_.failed = std::move(f);
    return false;
  }

  runtime::context& ctx_;
  const reading_round& when_;
  received& out_;
  std::unique_ptr<mail::mailbox> box_;
  reader reader_;
};

// More is read in another session over POP3; a server that wants time between two gets it.
bool another_session_is_welcome(const received& r) { return r.report.login_delay.count() == 0; }

void show(runtime::live_state& live, mail::stage ended) {
  if (ended == mail::stage::sign_in)
    live.enter(runtime::activity::reading);
  else if (ended == mail::stage::connect || ended == mail::stage::tls)
    live.enter(runtime::activity::signing_in);
}

}  // namespace

mail::net::task<received> receive(runtime::context& ctx, reading_round when) {
  received out;
  runtime::live_state& live = ctx.live;
  live.enter(runtime::activity::connecting);
  out.report.observer = [&](const mail::session_report&, mail::stage ended, std::chrono::microseconds) {
    show(live, ended);
    if (ended == mail::stage::sign_in) out.signed_in = ctx.net.time().now();
  };
  round all(ctx, when, out);
  for (bool more = true; more;) {
    more = co_await all.once();
    if (more && !another_session_is_welcome(out)) {
      out.unfinished = true;
      break;
    }
  }
  co_await all.leave();
  out.report.observer = {};
  live.enter(runtime::activity::idle);
  co_return out;
}

}  // namespace watchpost::mail_command::intake
