/* watchpost/ext/probe.h - "wp.probe/1": dry-run actions, such as "sign in and stop there".
 *
 * An action leaves no trace in the instance's state. Each finished stage is emitted as an interim result; the
 * completion sums up.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_EXT_PROBE_H
#define WATCHPOST_EXT_PROBE_H

#include "../instance.h"

#define WP_EXT_PROBE "wp.probe/1"

/* Frozen. One action. */
typedef struct wp_action {
  const char *id;
  const char *help;
} wp_action;

typedef struct wp_probe {
  uint32_t size;
  uint32_t action_count;
  const wp_action *actions;

  /* [per-instance, 10 ms] Starts the action with that id (WP_E_UNSUPPORTED: no such one); see op.h. `deadline_ms` is
   * mono. Also while a poll is under way. */
  wp_status(WP_CALL *start)(wp_instance *instance, const char *action, int64_t deadline_ms, wp_op *op,
                            const wp_error_sink *error);
} wp_probe;

#endif
