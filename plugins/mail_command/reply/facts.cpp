#include "facts.h"

namespace watchpost::mail_command::reply {
namespace {

std::string moment(std::int64_t at, const voice& v) { return at == 0 ? "-" : time_text(at, v); }

}  // namespace

std::vector<std::pair<grammar::bilingual, std::string>> facts_of(const runtime::context& ctx,
                                                                 const voice& v) {
  const runtime::live_state& l = ctx.live;
  std::vector<std::pair<grammar::bilingual, std::string>> out;
  const auto add = [&out](std::string_view en, std::string_view ja, std::string text) {
    out.emplace_back(grammar::bilingual{en, ja}, std::move(text));
  };
  add("state", "状態", l.text());
  add("mails read", "受信", std::to_string(l.receiving.mails));
  add("last reading", "最終受信", moment(l.receiving.last_success, v));
  if (!l.receiving.failure.empty()) add("reading failed", "受信エラー", l.receiving.failure);
  add("mails sent", "送信", std::to_string(ctx.state.outbox.counts().sent));
  add("last sending", "最終送信", moment(l.sending.last_success, v));
  if (!l.sending.failure.empty()) add("sending failed", "送信エラー", l.sending.failure);
  add("mails waiting", "送信待ち", std::to_string(ctx.state.outbox.waiting()));
  add("operations done", "操作", std::to_string(l.counts.operated));
  add("lines refused", "拒否", std::to_string(l.counts.refused));
  add("strangers", "未登録の差出人", std::to_string(l.counts.strangers));
  return out;
}

}  // namespace watchpost::mail_command::reply
