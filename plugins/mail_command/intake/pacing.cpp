#include "pacing.h"

#include <algorithm>

namespace watchpost::mail_command::intake {

void pacing::put_off(mail::net::instant now) {
  if (!put_off_) put_off_ = now;
}

pacing::milliseconds pacing::waited(mail::net::instant now) const {
  return put_off_ ? now - *put_off_ : milliseconds(0);
}

void pacing::learn(const received& r, mail::net::instant now) {
  put_off_.reset();
  if (r.report.login_delay.count() > 0 || r.signed_in)
    login_delay_ = std::min<milliseconds>(r.report.login_delay, longest_login_delay);
  if (r.signed_in) signed_in(*r.signed_in);
  if (r.unfinished) put_off(now);
  if (!r.failed) {
    pause_.reset();
  } else if (r.failed->why == mail::cause::busy) {
    if (!pause_) pause_.emplace(first_wait, longest_wait, seed_);
    milliseconds wait = pause_->next();
    if (r.failed->enhanced == "LOGIN-DELAY") wait = std::max(wait, login_delay_);
    wait = std::max(wait, std::min<milliseconds>(r.failed->wait, longest_login_delay));
    closed_until_ = std::max(closed_until_, now + wait);
  }
}

void pacing::signed_in(mail::net::instant when) {
  if (login_delay_.count() > 0) closed_until_ = std::max(closed_until_, when + login_delay_);
}

}  // namespace watchpost::mail_command::intake
