/* watchpost/op.h - one piece of asynchronous work: made by the host, answered by the plugin exactly once.
 *
 * The host passes a wp_op to a starting call (wp_monitor.start, wp_notifier.deliver, wp_probe.start,
 * wp_instance.deactivate). When that call answers WP_OK, exactly one op->complete() follows, also from inside the call
 * itself. When it answers anything else, none follows. After complete() was called the wp_op is gone.
 *
 * From inside complete() a host may start, activate or destroy; it never calls wp_module.close() there, since the caller of complete() has yet to return.
 *
 *     static void answer_up(wp_op *op, wp_str summary) {
 *       const wp_result up = {.size = sizeof up, .state = WP_STATE_OK, .verdict = {"up", 2}, .summary = summary};
 *       op->complete(op, WP_OK, &up, NULL);
 *     }
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_OP_H
#define WATCHPOST_OP_H

#include "base.h"

/* wp_result.state: how the monitored thing is. */
#define WP_STATE_UNKNOWN 0u
#define WP_STATE_OK 1u
#define WP_STATE_WARNING 2u
#define WP_STATE_CRITICAL 3u
#define WP_STATE_PENDING 4u /* nothing can be said yet */

/* Frozen. A measured value. Limits that do not apply are NaN. */
typedef struct wp_reading {
  const char *metric; /* a key of the type's metrics */
  double value;
  double warning;
  double critical;
} wp_reading;

/* Frozen. Something worth knowing, as text: "tls.version" = "TLSv1.3". */
typedef struct wp_fact {
  const char *key;
  wp_str value;
} wp_fact;

/* Frozen. A file that goes with a result, for people to look at or to pass on: a transcript, a certificate. The
 * name is of a-z, 0-9, '.', '-' and '_', begins with a letter or digit and has at most WP_DOCUMENT_NAME_MAX bytes;
 * it is unique in its result. The content never holds a secret. */
typedef struct wp_document {
  wp_str name;       /* "smtp.txt" */
  wp_str media_type; /* "text/plain" (then UTF-8), "application/x-pem-file", ... */
  wp_bytes content;
} wp_document;
#define WP_DOCUMENT_NAME_MAX 64u

/* All documents of one result together, at most; a host may leave out what is beyond, or misnamed. */
#define WP_DOCUMENTS_MAX 32u
#define WP_DOCUMENTS_SIZE_MAX (1024u * 1024u)

/* The answer of a run. Valid during the call that passes it. */
typedef struct wp_result {
  uint32_t size;
  uint32_t state;
  wp_str verdict; /* one word for scripts: "up", "lost", ... ; wp_type.verdicts lists them */
  wp_str summary; /* one line for people: the stage, the server's words, the remedy */
  const wp_reading *readings;
  size_t reading_count;
  const wp_fact *facts;
  size_t fact_count;
  int64_t rerun_in_ms; /* look again that soon; 0: by the schedule */

  /* Evidence of a verdict that is not good, which a host keeps with its history. Ask WP_HAS(result, document_count):
   * the first plugins of 0.1 end before it. */
  const wp_document *documents;
  size_t document_count;
} wp_result;

typedef struct wp_op wp_op;

struct wp_op {
  uint32_t size;
  uint32_t reserved; /* 0 */
  uint64_t id;       /* never used twice in a process */
  void *host_data;

  /* [any-thread, no wait] An interim word, such as a finished stage. Never after complete(). */
  void(WP_CALL *emit)(wp_op *op, const wp_result *interim);

  /* [any-thread, no wait] The one answer. WP_OK: `result` is the verdict, also a bad one. Otherwise no verdict was
   * possible, and `error` says why (NULL: nothing to add); the host shows UNKNOWN. deactivate() and deliver() pass a
   * NULL result. */
  void(WP_CALL *complete)(wp_op *op, wp_status status, const wp_result *result, const wp_error *error);
};

#endif
