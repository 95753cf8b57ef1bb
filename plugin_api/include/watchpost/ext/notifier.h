/* watchpost/ext/notifier.h - "wp.notifier/1": an instance that is told what happens on the host: alarms of points,
 * monitors that change their state.
 *
 * The host keeps each event until every notifier instance has completed it, beyond a kill -9 as well. So an instance
 * may see an event again, with the same key, and takes it once. It gets no events about itself.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_EXT_NOTIFIER_H
#define WATCHPOST_EXT_NOTIFIER_H

#include "../instance.h"

#define WP_EXT_NOTIFIER "wp.notifier/1"

/* wp_event.kind. An instance completes kinds that it does not know with WP_OK. */
#define WP_EVENT_POINT_RAISED 1u       /* the alarm of a point began */
#define WP_EVENT_POINT_CLEARED 2u      /* it is over */
#define WP_EVENT_POINT_ACKNOWLEDGED 3u /* a person has taken note of it */
#define WP_EVENT_MONITOR_STATE 4u      /* a monitor has another state than before */

#define WP_EVENT_KEY_MAX 96u           /* bytes of a key */

/* Something that happened. Valid during the call that passes it. Texts are one line each, of printable UTF-8. */
typedef struct wp_event {
  uint32_t size;
  uint32_t kind;
  wp_str key;            /* names this event, and never another one of this host */
  wp_str source;         /* the id of the point, or the name of the instance */
  wp_str title;          /* the source for people */
  uint32_t state;        /* WP_STATE_*: how it is now */
  uint32_t former_state; /* WP_STATE_*: how it was before; WP_STATE_UNKNOWN also when nothing was known */
  wp_str text;           /* what happened */
  wp_str value;          /* of the point, with its unit; of a monitor its verdict; may be empty */
  int64_t wall_ms;       /* when it happened */
  wp_str alarm;          /* of a point: what an acknowledgement names, the same from "raised" to "cleared"; else empty */
} wp_event;

typedef struct wp_notifier {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [per-instance, 10 ms] Takes one event; see op.h. Completed with WP_OK (without a result) once the instance has it
   * durably, or does not want it; with anything else the host delivers it again, later. Also while a poll is under
   * way; one event at a time, in the order in which they happened. cancel() ends it as it ends a poll. */
  wp_status(WP_CALL *deliver)(wp_instance *instance, const wp_event *event, wp_op *op, const wp_error_sink *error);
} wp_notifier;

#endif
