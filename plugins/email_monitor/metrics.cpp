#include "metrics.h"

#include "account/microsoft.h"
#include "mail/text/time.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <initializer_list>
#include <utility>

namespace watchpost::email_monitor {
namespace {

using mail::stage;

constexpr std::int64_t day = 24 * 3600;

double seconds(const mail::session_report& session, std::initializer_list<stage> stages) {
  std::chrono::microseconds sum{0};
  for (const stage s : stages) sum += session.total(s);
  return static_cast<double>(sum.count()) / 1e6;
}

double total(const mail::session_report& session) {
  std::chrono::microseconds sum{0};
  for (const auto& [at, spent] : session.stages) sum += spent;
  return static_cast<double>(sum.count()) / 1e6;
}

bool went_through(const mail::session_report& session, std::initializer_list<stage> stages) {
  return std::any_of(session.stages.begin(), session.stages.end(), [&](const auto& one) {
    return std::find(stages.begin(), stages.end(), one.first) != stages.end();
  });
}

void add_stage(plugin::result& to, const char* metric, const mail::session_report& session,
               std::initializer_list<stage> stages) {
  if (went_through(session, stages)) to.reading(metric, seconds(session, stages));
}

void add_stages(plugin::result& to, const poll_report& report) {
  const auto& smtp = report.submission;
  add_stage(to, "smtp_resolve", smtp, {stage::resolve});
  add_stage(to, "smtp_connect", smtp, {stage::connect});
  add_stage(to, "smtp_tls", smtp, {stage::tls});
  add_stage(to, "smtp_auth", smtp, {stage::sign_in});
  add_stage(to, "smtp_submit", smtp, {stage::sender, stage::recipient, stage::data, stage::acceptance});
  if (!smtp.stages.empty()) to.reading("smtp_total", total(smtp));
  const auto& mail = report.retrieval;
  add_stage(to, "mail_resolve", mail, {stage::resolve});
  add_stage(to, "mail_connect", mail, {stage::connect});
  add_stage(to, "mail_tls", mail, {stage::tls});
  add_stage(to, "mail_auth", mail, {stage::sign_in});
  add_stage(to, "mail_find", mail, {stage::open, stage::find});
  if (went_through(mail, {stage::remove}))
    add_stage(to, "mail_delete", mail, {stage::remove, stage::sign_out});
  if (!mail.stages.empty()) to.reading("mail_total", total(mail));
}

void add_session_facts(plugin::result& to, const std::string& group, const mail::session_report& session) {
  if (!session.address.empty()) to.fact(group + ".address", session.address);
  if (!session.mechanism.empty()) to.fact(group + ".auth", session.mechanism);
  if (session.inherited) to.fact(group + ".session", "shared");
  if (session.lockstep)
    to.fact(group + ".pipelining", "given up: the server lost pipelined commands, or refused them");
  for (const auto& remark : session.remarks) to.fact(group + ".remark", remark);
  if (!session.tls) return;
  to.fact(group + ".tls",
          session.tls->version + ' ' + session.tls->cipher + (session.tls->resumed ? ", resumed" : ""));
  if (!session.tls->verified) to.fact(group + ".certificate", "not verified (tls.verify = false)");
}

// Days left, as a reading; the word of warning when they are too few.
std::string certificate(plugin::result& to, const std::string& group, const mail::session_report& session,
                        const configuration& config, std::int64_t now) {
  if (!session.tls || session.tls->not_after == 0) return {};
  const auto left = session.tls->not_after - now;
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(config.expiry_warning).count();
  const double days = static_cast<double>(left) / day;
  to.reading(group + "_cert_days", static_cast<double>(static_cast<std::int64_t>(days * 10)) / 10,
             limit == 0 ? abi::no_limit : static_cast<double>(limit) / day, limit == 0 ? abi::no_limit : 0);
  if (limit == 0 || left >= limit) return {};
  return "the certificate of " + group + ".server ends in " + std::to_string(left / day) +
         " day(s); renew it";
}

void add_grounds(plugin::result& to, const grounds& on) {
  if (!on.stage.empty()) to.fact("stage", on.stage);
  if (!on.server_text.empty()) to.fact("server_text", on.server_text);
  if (on.reply_code != 0) to.fact("reply_code", std::to_string(on.reply_code));
  if (!on.enhanced_code.empty()) to.fact("enhanced_code", on.enhanced_code);
  if (!on.advice.empty()) to.fact("advice", on.advice);
}

void add_delivery(plugin::result& to, const poll_report& report) {
  const auto& seen = report.seen;
  if (seen.arrivals.empty()) return;
  const auto& newest = seen.arrivals.back();
  if (newest.delivery && !newest.late)
    to.reading("delivery", *newest.delivery, seen.warning.value_or(watchpost::abi::no_limit),
               seen.critical.value_or(watchpost::abi::no_limit));
  if (!newest.folder.empty()) to.fact("folder", newest.folder);
  if (report.newest) {
    char text[64];
    std::snprintf(text, sizeof text, "%.1f s to %.1f s by our own clock", report.newest->least,
                  report.newest->most);
    to.fact("delivery.bounds", text);
  }
  for (auto& [key, value] : describe(report.way)) to.fact(std::move(key), std::move(value));
}

void add_counts(plugin::result& to, const poll_report& report) {
  to.reading("own_deleted", report.own_deleted).reading("foreign_seen", report.foreign_seen);
  const auto& f = report.false_ones;
  for (const auto& [metric, count] :
       {std::pair{"forged", f.forged}, std::pair{"replayed", f.replayed}, std::pair{"leftovers", f.leftovers},
        std::pair{"duplicates", f.duplicates}, std::pair{"answers", f.answers}})
    if (count > 0) to.reading(metric, count);
}

}  // namespace

plugin::result make_result(const poll_report& report, const configuration& config, std::int64_t now) {
  const judgement j = judge(report.seen);
  plugin::result r;
  r.state = watchpost::abi::to_state(j.state);
  r.verdict = name(j.verdict);
  r.summary = j.summary;

  r.fact("time", mail::utc_text(now * 1000));
  add_grounds(r, j.on);
  add_delivery(r, report);
  add_stages(r, report);
  for (const auto& [group, session] :
       {std::pair{"smtp", &report.submission}, std::pair{"mail", &report.retrieval}}) {
    add_session_facts(r, group, *session);
    const std::string warning = certificate(r, group, *session, config, now);
    if (warning.empty()) continue;
    r.summary += "; " + warning;
    if (r.state == watchpost::abi::state::ok) r.state = watchpost::abi::state::warning;
  }
  const bool blind =
      (config.submission.tls != mail::net::tls_mode::none && !config.submission.trust.verify) ||
      (config.retrieval.tls != mail::net::tls_mode::none && !config.retrieval.trust.verify);
  if (blind) r.summary += "; certificates are not verified (tls.verify = false)";
  const bool by_password = config.submission.auth && !config.token_submits;
  if (by_password && !report.submission.mechanism.empty()) {
    const std::string warning = account::password_warning(config.submission.server.host, "smtp");
    if (!warning.empty()) r.summary += "; " + warning;
  }
  add_counts(r, report);
  if (!report.queue_id.empty()) r.fact("smtp.queue_id", report.queue_id);
  for (const auto& folder : report.closed) r.fact("folder_closed", folder.name + ": " + folder.why);
  return r;
}

}  // namespace watchpost::email_monitor
