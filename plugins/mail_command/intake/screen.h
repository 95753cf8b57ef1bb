// Whether a mail is to be carried out at all: one that is not ends at the first step that says so.
//
//   filter     automatic mail, our own, and whom it is addressed to
//   replay     what was handled before
//   content    who it says it is from, and its text
//   author     who wrote it, by what proof
//   allowance  how often its writer is answered
//   freshness  how long ago it was written
#pragma once

#include "filter.h"
#include "mail/mailbox.h"
#include "mail_command/grammar/match.h"
#include "mail_command/grammar/parse.h"
#include "mail_command/identity/smime.h"
#include "mail_command/journal/request.h"
#include "mail_command/runtime/context.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::intake {

enum class verdict_on_mail : std::uint8_t {
  take,
  drop,     // in silence; `reason` is for the audit log
  old,      // by a known writer, but not fresh
  too_big,  // by a writer who proved it
};

struct screened {
  verdict_on_mail verdict = verdict_on_mail::drop;
  std::string reason;  // "stranger", "replayed", ...; empty: taken
  journal::correspondence mail;
  identity::assessment author;
  grammar::parsed text;
  std::vector<std::string> remarks;  // of the reader
};

// Why a mail goes no further.
struct rejection {
  std::string reason;
  std::uint64_t runtime::work_counts::*count = nullptr;  // that it raises; null: none
  verdict_on_mail verdict = verdict_on_mail::drop;
};

// The steps, to be taken in their order; each may use what those before it have found. Pure but for the attempts
// that author() counts.
class screening {
 public:
  struct times {
    std::int64_t wall_ms = 0, now_ms = 0;  // see timeline.h
    std::chrono::milliseconds window{};    // what is older is not fresh
  };

  // `config` and `info` outlive it.
  screening(const runtime::configuration& config, const mail::message_info& info, times at);

  // Of one that is too big the header alone may prove something: its text is not read, and it is never taken.
  bool too_big() const { return kind_.kind == passage::too_big; }

  std::optional<rejection> filter();
  std::optional<rejection> replay(const state::aged_keys& seen) const;
  // `catalogue` is asked only where there is a text to be read.
  std::optional<rejection> content(const std::function<std::vector<point::info>()>& catalogue);
  // Nobody that a row is about, nor one who answers an alarm mail; and what may be an automatic reply asks for
  // something, or is left alone.
  std::optional<rejection> author(journal::durable_state& state);
  std::optional<rejection> allowance(const journal::durable_state& state);
  std::optional<rejection> freshness() const;

  // What was found so far.
  const screened& found() const { return out_; }
  screened take() { return std::move(out_); }

 private:
  rejection oversize(verdict_on_mail verdict = verdict_on_mail::drop) const {
    return {"too big: " + kind_.reason, nullptr, verdict};
  }
  bool read(const std::function<std::vector<point::info>()>& catalogue);
  bool answers_alarm(const journal::durable_state& state, const grammar::command& c) const;
  identity::answer_quota quota_of_answer(const journal::durable_state& state) const;
  void know_subject();
  void correspond();

  const runtime::configuration& config_;
  const mail::message_info& info_;
  times at_;
  mail::message::header_fields header_;
  filtered kind_;
  std::string id_if_proven_, from_, subject_;
  identity::signature signature_;
  screened out_;
};

// All steps; counts what is rejected. `slack`: by how much mail may be older than it had to be, as nobody looked.
screened screen(runtime::context& ctx, const mail::message_info& info, std::chrono::milliseconds slack);

// The Message-ID without <>; empty: none.
std::string message_id_of(const mail::message::header_fields& header);

// What a mail that proved nothing is remembered by: its place in the mailbox, too. By its Message-ID alone it
// would stand for one that is proven.
std::string unproven_id(const mail::message_info& info, const std::string& id_if_proven);

// Whether Date and arrival, as far as they are known, are within `window` of now; mail without a Date is not
// fresh.
bool is_fresh(const mail::message::header_fields& header, std::optional<std::int64_t> arrived_seconds,
              std::int64_t now_ms, std::chrono::milliseconds window);

}  // namespace watchpost::mail_command::intake
