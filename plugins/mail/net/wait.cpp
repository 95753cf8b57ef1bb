#include "event.h"
#include "guard.h"
#include "internals.h"

namespace watchpost::mail::net {

task<result<void>> wait_until(network& net, instant when, cancellation cancel) {
  event over{net.executor()};
  guard until{net.internals().timers, cancel, [&over] { over.set(); }};
  until.until(when);
  co_await over.wait();
  if (until.why() == cause::cancelled) co_return until.failed(stage::connect);
  co_return result<void>{};
}

}  // namespace watchpost::mail::net
