#include "returning.h"

#include "answering.h"

namespace watchpost::mail_command {
namespace {

constexpr std::int64_t again_ms = 60'000;
constexpr std::uint32_t quiet_tries = 2;  // before the author is told

// To the author, as an answer of its own.
edits complain(desk& d, const std::string& key, const revert& r, const std::string& why) {
  correspondence to;
  to.id = mail_id(key + "/back", {});
  to.to = r.to;
  to.message_id = r.origin.message_id;
  to.charset = r.charset;
  to.japanese = r.japanese;
  to.subject = r.point;
  line_result told = line_of(command{}, reply::failed);
  told.source = r.point;
  for (const auto& at : d.host.catalogue())
    if (at.id == r.point) told.about = at;
  told.asked = r.back;
  told.text = "the point could not be returned; it is tried again every minute: " + why;
  const std::vector<line_result> lines{std::move(told)};
  return answer(d, to, lines, {.principal = r.origin.principal, .remarks = {}, .in_doubt = {}});
}

mail::net::task<void> bring_back_one(desk& d, const std::string& key) {
  const turns::hold mine = co_await d.points.take();
  const auto found = d.kept.returning.all().find(key);
  if (found == d.kept.returning.all().end()) co_return;
  revert r = found->second;
  // The same key as long as nothing is known to have come of it: the host moves the point once for it.
  point::operation back{.point = r.point,
                        .value = r.back,
                        .key = key + "/back/" + std::to_string(r.tries),
                        .not_after_ms = 0,
                        .dry_run = false,
                        .confirmed = r.confirmed,
                        .origin = r.origin};
  const reply_of_points heard = co_await d.host.operate(std::move(back));
  const bool done = heard.came && heard.came->result == point::result::done;
  const std::string why =
      heard.came ? std::string(point::name(heard.came->result)) + " " + heard.came->text : heard.failed;
  audit_facts facts{
      {"point", r.point}, {"key", key}, {"principal", r.origin.principal}, {"result", done ? "done" : why}};
  const mishap unwritten = co_await d.host.audit("command.returned", std::move(facts));
  (void)unwritten;  // an output is not left on for the want of a record
  edits changes;
  if (done) {
    ++d.live.counts.returned;
    append(changes, d.kept.returning.over(key));
  } else {
    ++r.tries;
    r.due_ms = d.time.now() + again_ms;
    r.by_clock = false;
    if (r.tries > quiet_tries && !r.told) {
      r.told = true;
      append(changes, complain(d, key, r, why));
    }
    append(changes, d.kept.returning.change(key, std::move(r)));
  }
  const mishap failed = co_await d.kept.commit(d.host, std::move(changes));
  (void)failed;  // owed to the next one; the host knows the key
}

}  // namespace

mail::net::task<void> bring_back(desk& d) {
  for (;;) {
    const std::string* due = d.kept.returning.due(d.time.now());
    if (due == nullptr) co_return;
    const std::string key = *due;
    co_await bring_back_one(d, key);
  }
}

}  // namespace watchpost::mail_command
