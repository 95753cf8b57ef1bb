/* watchpost/ext/monitor.h - "wp.monitor/1": an instance that is polled.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_EXT_MONITOR_H
#define WATCHPOST_EXT_MONITOR_H

#include "../instance.h"

#define WP_EXT_MONITOR "wp.monitor/1"

/* wp_run.reason */
#define WP_RUN_SCHEDULED 0u
#define WP_RUN_MANUAL 1u /* a person or a one-shot check asked */
#define WP_RUN_AGAIN 2u  /* wp_result.rerun_in_ms asked */

/* One poll. Valid during start(). */
typedef struct wp_run {
  uint32_t size;
  uint32_t reason;
  int64_t due_ms;      /* mono: when the schedule wanted it; never later than now */
  int64_t deadline_ms; /* mono: the answer is due by then, whatever the network does */
  int64_t interval_ms; /* between two scheduled polls; 0: there is no schedule */
} wp_run;

typedef struct wp_monitor {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [per-instance, 10 ms] Starts one poll; see op.h. Not while another poll of this instance is under way
   * (WP_E_BUSY). */
  wp_status(WP_CALL *start)(wp_instance *instance, const wp_run *run, wp_op *op, const wp_error_sink *error);
} wp_monitor;

#endif
