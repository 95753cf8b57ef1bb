/* watchpost/service/audit.h - "wp.audit/1": a log that only grows, in which an instance writes what it decided and why.
 *
 * The host adds the time, the instance and a sequence number, and chains the records by SHA-256, so that a record
 * that was changed, left out or put in later is found. Nothing secret is passed.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_SERVICE_AUDIT_H
#define WATCHPOST_SERVICE_AUDIT_H

#include "../op.h"
#include "state.h"

#define WP_SERVICE_AUDIT "wp.audit/1"

#define WP_AUDIT_EVENT_MAX 64u         /* bytes of an event word */
#define WP_AUDIT_FACTS_MAX 64u         /* facts of a record */
#define WP_AUDIT_SIZE_MAX (16u * 1024u) /* bytes of all keys and values of a record */

typedef struct wp_audit {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any-thread, no wait] Appends one record. `event` is a word of a-z, 0-9, '.', '-' and '_': "command.refused". The
   * facts are told in their order; each has a key. WP_OK: `done`, unless NULL, follows exactly once, and with WP_OK only
   * when the record is on the disk. Any other answer: no `done`. Records of one host handle keep their order. */
  wp_status(WP_CALL *append)(const wp_host *host, wp_str event, const wp_fact *facts, size_t count, wp_committed done,
                             void *ctx);
} wp_audit;

#endif
