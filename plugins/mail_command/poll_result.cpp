#include "poll_result.h"

namespace watchpost::mail_command {
namespace {

state_word judge(const service& of) {
  const runtime::live_state& live = of.live();
  if (of.state().behind() || !live.tending_fault.empty() || !live.sending_fault.empty())
    return state_word::failed;
  if (!live.receiving.failure.empty()) return state_word::receiving;
  return live.sending.failure.empty() ? state_word::run : state_word::sending;
}

// "12 s"
std::string in_seconds(std::chrono::milliseconds t) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(t).count()) + " s";
}

std::string line_for(state_word word, const intake::received& r, const service& of,
                     const runtime::configuration& config) {
  const runtime::traffic &reading = of.live().receiving, &sending = of.live().sending;
  switch (word) {
    case state_word::failed:
      if (of.state().behind()) return "what was done cannot be stored; it is tried again";
      return "the work broke off, and is begun again: " +
             (of.live().tending_fault.empty() ? of.live().sending_fault : of.live().tending_fault);
    case state_word::receiving: {
      const std::string again = r.again_in.count() > 0 ? "; tried again in " + in_seconds(r.again_in) : "";
      return account::retrieval_server(config) + ": " + reading.failure + again;
    }
    case state_word::sending:
      return account::submission_server(config) + ": " + sending.failure +
             (sending.advice.empty() ? "" : "; " + sending.advice);
    case state_word::run: break;
  }
  std::string line = of.live().text() + ": ";
  if (r.put_off)
    line += "not read for " + in_seconds(r.again_in) + " yet, as the server wants time between sign-ins";
  else
    line += std::to_string(r.handled) + (r.handled == 1 ? " mail read" : " mails read");
  if (const auto waiting = of.state().outbox.waiting(); waiting > 0)
    line += ", " + std::to_string(waiting) + " to be sent";
  if (!config.retrieval.trust.verify) line += "; certificates are not verified";
  return line;
}

// What is to be said about an interval; 0: there is none.
std::string remark_on(std::chrono::milliseconds interval, const service& of) {
  const auto least = of.pace().login_delay();
  if (interval.count() == 0 || interval >= std::max<std::chrono::milliseconds>(least, polite_interval))
    return {};
  if (interval < least)
    return "below the " + in_seconds(least) + " that the server wants between sign-ins (LOGIN-DELAY)";
  return "below " + std::to_string(polite_interval.count()) +
         " min: mail servers may take so many sign-ins for an attack";
}

void add_readings(plugin::result& result, const intake::received& r, const service& of) {
  const runtime::work_counts& c = of.live().counts;
  const auto add = [&result](const char* key, std::uint64_t n) {
    result.reading(key, static_cast<double>(n));
  };
  add("mails_read", of.live().receiving.mails);
  add("mails_sent", of.state().outbox.counts().sent);
  add("mails_waiting", of.state().outbox.waiting());
  add("operated", c.operated);
  add("refused", c.refused);
  add("unknown", c.unknown);
  add("returned", c.returned);
  add("strangers", c.strangers);
  add("machines", c.machines);
  add("unread", c.unread);
  add("replayed", c.replayed);
  add("stale", c.stale);
  add("unproven", c.unproven);
  add("capped", c.capped);
  add("left", c.left);
  std::chrono::microseconds total{0};
  for (const auto& [stage, took] : r.report.stages) total += took;
  result.reading("mail_total", static_cast<double>(total.count()) / 1e6);
}

}  // namespace

plugin::result make_result(const intake::received& r, const service& of, const runtime::configuration& config,
                           std::chrono::milliseconds interval) {
  const state_word word = judge(of);
  const wp_verdict& v = verdicts[static_cast<std::size_t>(word)];
  plugin::result out(abi::to_state(v.state), v.word, line_for(word, r, of, config));
  add_readings(out, r, of);
  out.fact("connection", of.live().text());
  out.fact("receiving", of.live().receiving.failure.empty() ? "ok" : of.live().receiving.failure);
  out.fact("sending", of.live().sending.failure.empty() ? "ok" : of.live().sending.failure);
  if (r.report.tls) out.fact("tls.version", r.report.tls->version);
  if (!r.report.mechanism.empty()) out.fact("sign_in", r.report.mechanism);
  if (!r.report.address.empty()) out.fact("address", r.report.address);
  if (auto remark = remark_on(interval, of); !remark.empty()) out.fact("interval", std::move(remark));
  const bool busy = r.failed && r.failed->why == mail::cause::busy;
  if (r.put_off || r.unfinished || busy) out.rerun = r.again_in;
  return out;
}

}  // namespace watchpost::mail_command
