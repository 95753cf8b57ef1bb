/* watchpost/type.h - what a plugin offers: its types, their parameters, metrics and verdicts, as constant data.
 *
 * A scanner may read all of it without opening the module, and asks whether a struct has what it looks for:
 *
 *     static int64_t polite_interval(const wp_type *type) {
 *       return WP_HAS(type, polite_interval_ms) ? type->polite_interval_ms : 0;
 *     }
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_TYPE_H
#define WATCHPOST_TYPE_H

#include "param.h"

/* One measured quantity that results of this type may carry. */
typedef struct wp_metric {
  uint32_t size;
  uint32_t reserved; /* 0 */
  const char *key;   /* "delivery_seconds" */
  const char *unit;  /* base unit as in perfdata: "s", "B", "" for a count, "d" for days */
  const char *help;
} wp_metric;

/* One word that results of this type may carry as their verdict. */
typedef struct wp_verdict {
  uint32_t size;
  uint32_t state;      /* WP_STATE_* that it goes with; a limit or a warning may make a result worse than that */
  const char *word;    /* "up": for ever once released */
  const char *meaning; /* a sentence */
  const char *remedy;  /* what to do about it; empty: nothing */
} wp_verdict;

/* One kind of monitor. Lists are arrays of pointers that end with NULL. */
typedef struct wp_type {
  uint32_t size;
  uint32_t reserved;   /* 0 */
  const char *id;      /* "email_monitor": for ever once released */
  const char *title;
  const char *version; /* of the plugin, semantic versioning */
  const char *help;    /* a paragraph */
  const wp_param *const *params;
  const wp_metric *const *metrics;
  const char *const *services; /* host services without which create() fails, by id */
  const wp_verdict *const *verdicts; /* all words of its results; NULL: not told */

  /* What its instances offer, by id ("wp.monitor/1"); NULL: not told. Ask WP_HAS(type, extensions): the first plugins of
   * 0.1 end before it. */
  const char *const *extensions;

  /* When its instances are polled more often than that, what they look at may take it for an attack, or send them away:
   * a host warns where a shorter interval is set. 0: any interval will do. Ask WP_HAS(type, polite_interval_ms). */
  int64_t polite_interval_ms;
} wp_type;

#endif
