#include "greet.h"

#include "command.h"
#include "verdict.h"

namespace watchpost::mail::smtp {
namespace {

std::string own_name(const settings& how, const session_report& report) {
  return how.ehlo_name.empty() ? address_literal(report.own_address) : how.ehlo_name;
}

net::task<result<void>> introduce(session& s, const std::string& name) {
  s.at(stage::capabilities);
  s.offers = {};
  const std::string ehlo = "EHLO " + name + "\r\n";
  result<reply> heard = co_await s.ask(ehlo);
  if (!heard) co_return heard.error();
  if (heard->severity() == 2) {
    s.offers = read_capabilities(*heard);
    co_return result<void>{};
  }
  if (heard->severity() != 5) co_return verdict(stage::capabilities, *heard);
  const std::string helo = "HELO " + name + "\r\n";
  heard = co_await s.ask(helo);
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return verdict(stage::capabilities, *heard);
  co_return result<void>{};
}

failure tls_failure(cause why, std::string detail) {
  failure f;
  f.at = stage::tls;
  f.why = why;
  f.detail = std::move(detail);
  return f;
}

net::task<result<void>> secure(session& s) {
  s.at(stage::tls);
  if (!s.offers.starttls) co_return tls_failure(cause::no_starttls, "the server does not offer STARTTLS");
  result<reply> heard = co_await s.ask("STARTTLS\r\n");
  if (!heard) co_return heard.error();
  if (heard->code != 220) co_return verdict(stage::tls, *heard);
  if (s.has_unasked())
    co_return tls_failure(cause::protocol, "bytes behind the reply to STARTTLS, before TLS (injection)");
  result<void> secured = co_await s.peer().start_tls();
  s.forget_unasked();
  co_return secured;
}

}  // namespace

net::task<result<void>> greet(session& s, const settings& how) {
  s.at(stage::greeting);
  result<reply> heard = co_await s.hear();
  if (!heard) co_return heard.error();
  if (heard->severity() != 2) co_return verdict(stage::greeting, *heard);

  const std::string name = own_name(how, s.peer().report());
  result<void> done = co_await introduce(s, name);
  if (!done || how.tls != net::tls_mode::starttls) co_return done;
  done = co_await secure(s);
  if (!done) co_return done;
  done = co_await introduce(s, name);
  co_return done;
}

}  // namespace watchpost::mail::smtp
