#include "evidence.h"

#include "bounce.h"
#include "mail/net/certificate.h"
#include "mail/text/time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace watchpost::email_monitor {
namespace {

using mail::session_report;
using std::chrono::milliseconds;
using steady = session_report::clock;

constexpr const char* plain = "text/plain";

template <class... Args>
std::string format(const char* pattern, Args... args) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), pattern, args...);
  return text.data();
}

double ms(std::chrono::microseconds t) { return static_cast<double>(t.count()) / 1000; }

// What all documents are made of.
struct matter {
  const poll_report& report;
  const configuration& config;
  milliseconds now;
  steady::time_point steady_now = steady::now();

  // Sessions are measured by a clock without a date.
  milliseconds wall(steady::time_point at) const {
    return now - std::chrono::duration_cast<milliseconds>(steady_now - at);
  }
};

struct server_session {
  const char* name;  // of its documents
  std::string server;
  const session_report& session;
};

std::array<server_session, 2> sessions_of(const matter& m) {
  const char* const box = m.config.protocol == account_type::imap ? "imap" : "pop3";
  return {server_session{"smtp", submission_server(m.config), m.report.submission},
          server_session{box, retrieval_server(m.config), m.report.retrieval}};
}

const char* words(mail::net::tls_mode tls) {
  switch (tls) {
    case mail::net::tls_mode::none: return "clear text";
    case mail::net::tls_mode::starttls: return "STARTTLS";
    case mail::net::tls_mode::implicit: return "TLS from the first byte";
  }
  return "";
}

const char* words(phase of) {
  switch (of) {
    case phase::prepared: return "perhaps taken";
    case phase::sent: return "on its way";
    case phase::arrived: return "arrived";
    case phase::lost: return "lost";
    case phase::bounced: return "bounced";
  }
  return "";
}

// The Message-ID without its seal, which nobody else needs.
std::string describe(std::uint64_t sequence, const probe& p, const identity& self) {
  std::string text = "  <wp1." + self.tag + '.' + std::to_string(sequence) + '.' + std::to_string(p.made) +
                     "...>  " + words(p.phase) + "\n    made " + exact_text(milliseconds(p.made));
  if (p.phase == phase::prepared) return text + "\n";
  text += ", handed over " + exact_text(milliseconds(p.accepted));
  const std::string note = p.report ? to_string(*p.report) : p.receipt;
  return text + (note.empty() ? "\n" : ": " + mail::printable(note) + "\n");
}

std::string summary(const plugin::result& r, const matter& m, const ledger& book) {
  const configuration& p = m.config;
  std::string text = "Mail flow monitor " + p.instance + ": " + r.verdict + "\n" + exact_text(m.now) +
                     "\n\n" + r.summary + "\n\n";
  text += "submission  " + submission_server(p) + ", " + words(p.submission.tls) +
          (p.submission.auth ? ", signing in as " + p.submission.auth->username : ", no sign-in") + "\n";
  text += "mail        from <" + p.from + "> to <" + p.to + ">\n";
  text += "mailbox     " + retrieval_server(p) + ", " + words(p.retrieval.tls) + ", signing in as " +
          p.retrieval.user.username + "\n";
  if (!m.report.queue_id.empty())
    text += "queue id    " + m.report.queue_id + " (of the probe of this poll)\n";
  for (const auto& f : r.facts) text += f.key + " = " + f.value + "\n";
  if (book.probes().empty()) return text;
  text += "\nProbes that are not accounted for, by the beginning of their Message-ID:\n";
  for (const auto& [sequence, probe] : book.probes()) text += describe(sequence, probe, book.own_identity());
  return text;
}

std::string timeline(const matter& m) {
  struct event {
    steady::time_point began;
    std::string line;
  };
  std::vector<event> events;
  for (const auto& [name, server, session] : sessions_of(m))
    for (std::size_t i = 0; i < session.stages.size() && i < session.ends.size(); ++i) {
      const auto& [at, took] = session.stages[i];
      const auto began = session.ends[i] - took;
      events.push_back(
          {began, exact_text(m.wall(began)) + "  " + server + "  " +
                      format("%-12s %10.3f ms\n", std::string(mail::name(at)).c_str(), ms(took))});
    }
  std::stable_sort(events.begin(), events.end(),
                   [](const event& a, const event& b) { return a.began < b.began; });
  std::string text;
  for (const auto& e : events) text += e.line;
  return text;
}

std::string routes(const matter& m) {
  std::string text;
  for (const auto& [name, server, session] : sessions_of(m))
    for (const auto& way : session.routes) {
      text += server + "\n  name      " + way.host + "\n";
      if (way.addresses.empty()) text += "  address   none\n";
      for (const auto& address : way.addresses) text += "  address   " + address + "\n";
      for (const auto& tried : way.attempts)
        text +=
            "  tried     " + tried.address + "  " + tried.end + format(" after %.3f ms\n", ms(tried.took));
    }
  return text;
}

std::string dialogue(const server_session& one, const matter& m) {
  const auto& said = one.session.transcript;
  if (said.empty()) return {};
  return one.server + "\nmilliseconds since " + exact_text(m.wall(said.began())) +
         "; C: the monitor, S: the server, --: remarks; <secret> and <... bytes> were left out\n\n" +
         said.text();
}

}  // namespace

void attach_evidence(plugin::result& to, const poll_report& report, const configuration& config,
                     const ledger& book, milliseconds now) {
  const matter m{.report = report, .config = config, .now = now};
  const auto attach = [&to](std::string name, const char* type, std::string text) {
    if (!text.empty()) to.attach(std::move(name), type, std::move(text));
  };
  attach("summary.txt", plain, summary(to, m, book));
  attach("timeline.txt", plain, timeline(m));
  attach("dns.txt", plain, routes(m));
  for (const auto& one : sessions_of(m)) attach(std::string(one.name) + ".txt", plain, dialogue(one, m));
  for (const auto& [name, session] :
       {std::pair{"smtp-chain.pem", &report.submission}, std::pair{"mail-chain.pem", &report.retrieval}})
    if (session->chain) attach(name, "application/x-pem-file", mail::net::to_pem(*session->chain));
}

std::string exact_text(milliseconds wall) {
  using namespace std::chrono;
  const sys_time<milliseconds> at(wall);
  const auto second = floor<seconds>(at);
  return mail::date_and_time(second) + format(".%03dZ", static_cast<int>((at - second).count()));
}

}  // namespace watchpost::email_monitor
