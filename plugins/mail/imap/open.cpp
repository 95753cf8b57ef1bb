#include "open.h"

#include "remembered.h"

#include <algorithm>

namespace watchpost::mail::imap {
namespace {

net::task<result<void>> greeting(session& s, net::tls_mode tls) {
  s.at(stage::greeting);
  const result<response> r = co_await s.next();
  if (!r) co_return r.error();
  const auto* said = std::get_if<status_response>(&r->data);
  if (said == nullptr || !r->untagged() || (said->what != status::ok && said->what != status::preauth))
    co_return s.fault(cause::protocol, "not the greeting of an IMAP server");
  if (said->what == status::ok) co_return result<void>{};
  // RFC 9051 section 7.1.4: STARTTLS is not possible any more.
  if (tls != net::tls_mode::none && !s.wire().secure())
    co_return s.fault(cause::insecure, "PREAUTH on a clear connection", said->text);
  s.signed_in = true;
  s.caps_final = s.caps.known();
  co_return result<void>{};
}

net::task<result<void>> go_secure(session& s) {
  s.at(stage::tls);
  if (s.caps.known() && !s.caps.has("STARTTLS"))
    co_return s.fault(cause::no_starttls, "the server does not offer STARTTLS");
  const std::string tag = s.queue("STARTTLS");
  const result<status_response> said = co_await s.finish(tag);
  if (!said) co_return said.error();
  if (said->what != status::ok) {
    failure f = s.refused(*said);
    f.why = cause::no_starttls;
    co_return f;
  }
  if (s.unread()) co_return s.fault(cause::protocol, "data in the clear behind the answer to STARTTLS");
  s.forget();
  const result<void> safe = co_await s.wire().start_tls();
  if (!safe) co_return safe.error();
  co_return result<void>{};
}

}  // namespace

net::task<result<void>> ask_capabilities(session& s) {
  const std::string tag = s.queue("CAPABILITY");
  const result<status_response> said = co_await s.finish(tag);
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  if (!s.caps.known()) co_return s.fault(cause::protocol, "no capabilities in the answer to CAPABILITY");
  co_return result<void>{};
}

net::task<void> log_out(session& s) {
  s.at(stage::sign_out);
  std::string text;
  if (!s.idle.empty()) text = "DONE\r\n";
  text += s.new_tag();
  text += " LOGOUT\r\n";
  const result<void> ignored = co_await s.write(text);
  (void)ignored;
  s.wire().close();
}

net::task<result<std::unique_ptr<session>>> open_session(net::network& net, const access_settings& how,
                                                         operation what, bool lockstep) {
  const net::instant began = net.time().now();
  net::connect_options options;
  options.server = how.server;
  options.tls = how.tls;
  options.trust = how.trust;
  options.connect_by = std::min(what.deadline, net.time().now() + how.connect_timeout);
  options.deadline = what.deadline;
  result<std::unique_ptr<net::transport>> wire =
      co_await net::connect(net, options, what.cancel, *what.report);
  if (!wire) co_return wire.error();

  auto s = std::make_unique<session>(std::move(*wire), net.time(), lockstep, how.whole_body);
  const result<void> greeted = co_await greeting(*s, how.tls);
  if (!greeted) co_return greeted.error();
  if (how.tls == net::tls_mode::starttls && !s->wire().secure()) {
    const result<void> secured = co_await go_secure(*s);
    if (!secured) co_return secured.error();
  }

  s->at(stage::capabilities);
  const remembered_capabilities known = recall(net, how);
  s->expected = known.after;
  if (!s->caps.known() && !s->signed_in) s->caps = known.before;
  if (!s->caps.known()) {
    const result<void> asked = co_await ask_capabilities(*s);
    if (!asked) co_return asked.error();
  }
  s->opening = net.time().now() - began;
  // RFC 2971. Some servers let nobody open a mailbox who has not said it.
  if (s->caps.has("ID")) s->id = s->queue("ID (\"name\" \"Watchpost\")");
  co_return std::move(s);
}

}  // namespace watchpost::mail::imap
