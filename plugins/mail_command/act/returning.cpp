#include "returning.h"

#include "mail_command/reply/answering.h"

namespace watchpost::mail_command::act {
namespace {

constexpr std::int64_t again_ms = 60'000;
constexpr std::uint32_t quiet_tries = 2;  // before the author is told

// To the author, as an answer of its own.
plugin::edits complain(runtime::context& ctx, const std::string& key, const journal::revert& r,
                       const std::string& fault) {
  journal::correspondence addressee;
  addressee.id = journal::mail_id(key + "/back", {});
  addressee.to = r.to;
  addressee.message_id = r.origin.message_id;
  addressee.charset = r.charset;
  addressee.japanese = r.japanese;
  addressee.subject = r.point;
  reply::line_result told = line_of(grammar::command{}, reply::reply_code::failed);
  told.source = r.point;
  for (const auto& at : ctx.host.catalogue())
    if (at.id == r.point) told.about = at;
  told.asked = r.back;
  told.text = "the point could not be returned; it is tried again every minute: " + fault;
  const std::vector<reply::line_result> lines{std::move(told)};
  return answer(ctx, addressee, lines, {.principal = r.origin.principal, .remarks = {}, .in_doubt = {}});
}

mail::net::task<void> bring_back_one(runtime::context& ctx, const std::string& key) {
  const host::async_mutex::lock mine = co_await ctx.points.acquire();
  const auto found = ctx.state.returning.all().find(key);
  if (found == ctx.state.returning.all().end()) co_return;
  journal::revert r = found->second;
  // The same key as long as nothing is known to have come of it: the host moves the point once for it.
  point::operation back{.point = r.point,
                        .value = r.back,
                        .key = key + "/back/" + std::to_string(r.tries),
                        .not_after_ms = 0,
                        .dry_run = false,
                        .confirmed = r.confirmed,
                        .origin = r.origin};
  const host::reply_of_points heard = co_await ctx.host.operate(std::move(back));
  const bool done = heard.came && heard.came->result == point::result::done;
  const std::string fault =
      heard.came ? std::string(point::name(heard.came->result)) + " " + heard.came->text : heard.failed;
  host::audit_facts facts{
      {"point", r.point}, {"key", key}, {"principal", r.origin.principal}, {"result", done ? "done" : fault}};
  const host::mishap unwritten = co_await ctx.host.audit("command.returned", std::move(facts));
  (void)unwritten;  // an output is not left on for the want of a record
  plugin::edits changes;
  if (done) {
    ++ctx.live.counts.returned;
    append(changes, ctx.state.returning.over(key));
  } else {
    ++r.tries;
    r.due_ms = ctx.time.now() + again_ms;
    r.by_clock = false;
    if (r.tries > quiet_tries && !r.told) {
      r.told = true;
      append(changes, complain(ctx, key, r, fault));
    }
    append(changes, ctx.state.returning.change(key, std::move(r)));
  }
  const host::mishap failed = co_await ctx.state.commit(ctx.host, std::move(changes));
  (void)failed;  // owed to the next one; the host knows the key
}

}  // namespace

mail::net::task<void> bring_back(runtime::context& ctx) {
  for (;;) {
    const std::string* due = ctx.state.returning.due(ctx.time.now());
    if (due == nullptr) co_return;
    const std::string key = *due;
    co_await bring_back_one(ctx, key);
  }
}

}  // namespace watchpost::mail_command::act
