/* watchpost/service/clock.h - "wp.clock/1": the host's time, which may be virtual in tests.
 *
 *     static int64_t now(const wp_host *host) {
 *       const wp_clock *clock = host->service(host, WP_SERVICE_CLOCK); // not NULL if wp_type.services has it
 *       return clock->mono_ms(host);
 *     }
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_SERVICE_CLOCK_H
#define WATCHPOST_SERVICE_CLOCK_H

#include "../host.h"

#define WP_SERVICE_CLOCK "wp.clock/1"

typedef struct wp_clock {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any-thread, no wait] Milliseconds since 1970-01-01T00:00Z; may be set back. */
  int64_t(WP_CALL *wall_ms)(const wp_host *host);

  /* [any-thread, no wait] Milliseconds since a fixed instant; wp_run.deadline_ms and its like are of this clock. */
  int64_t(WP_CALL *mono_ms)(const wp_host *host);

  /* [any-thread, callback] Calls `jumped` [any-thread, no wait] after the monotonic time moved by other than its own
   * passing (a virtual clock was advanced), so that the plugin looks at its timers again. One watcher per host handle:
   * a second call replaces the first, NULL ends it. When the call returns, the former watcher is not running
   * and will not run; so it is called neither from inside `jumped` nor with a lock that `jumped` takes. A host whose
   * clock never jumps may ignore it. */
  void(WP_CALL *watch)(const wp_host *host, void(WP_CALL *jumped)(void *ctx), void *ctx);
} wp_clock;

#endif
