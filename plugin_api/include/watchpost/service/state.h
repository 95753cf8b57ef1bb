/* watchpost/service/state.h - "wp.state/1": a small durable store per instance, kept by the host.
 *
 * Keys are short texts, values any bytes. What was committed survives kill -9 and power loss.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_SERVICE_STATE_H
#define WATCHPOST_SERVICE_STATE_H

#include "../host.h"

#define WP_SERVICE_STATE "wp.state/1"

#define WP_STATE_KEY_MAX 128u                /* bytes of a key */
#define WP_STATE_VALUE_MAX (1024u * 1024u)   /* bytes of a value */

/* Frozen. Sets one key; value.ptr == NULL removes it. */
typedef struct wp_edit {
  wp_str key;
  wp_bytes value;
} wp_edit;

/* Frozen. Receives one entry; `value` is borrowed during the call. */
typedef struct wp_entry_sink {
  void *ctx;
  /* [in-call, no wait] */
  void(WP_CALL *put)(void *ctx, wp_str key, wp_bytes value);
} wp_entry_sink;

/* [other-thread, no wait] `error` is NULL when status is WP_OK. */
typedef void(WP_CALL *wp_committed)(void *ctx, wp_status status, const wp_error *error);

typedef struct wp_state {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any-thread, disk] Gives every entry whose key begins with `prefix` to `sink`, in the order of the keys. Call it
   * from activate(), not from a running operation. */
  wp_status(WP_CALL *load)(const wp_host *host, wp_str prefix, const wp_entry_sink *sink);

  /* [any-thread, no wait] Applies all edits or none. WP_OK: `done` follows exactly once, and with WP_OK only when the
   * edits are on the disk. Any other answer: no `done`. Commits of one host handle take effect in their order. */
  wp_status(WP_CALL *commit)(const wp_host *host, const wp_edit *edits, size_t count, wp_committed done, void *ctx);
} wp_state;

#endif
