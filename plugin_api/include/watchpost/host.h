/* watchpost/host.h - what a host gives to each instance that it makes, and once to the module.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_HOST_H
#define WATCHPOST_HOST_H

#include "base.h"

#define WP_LOG_DEBUG 0
#define WP_LOG_INFO 1
#define WP_LOG_WARNING 2
#define WP_LOG_ERROR 3

typedef struct wp_host wp_host;

/* Made by the host; valid from the call that receives it (open, create) until close or destroy returned.
 * No function calls back into the plugin on the same stack. */
struct wp_host {
  uint32_t size;
  uint32_t abi;         /* WP_ABI of the host */
  const char *name;     /* the host program, for messages: "host_sim 0.1.0" */
  const char *instance; /* stable name of the instance, the same after a restart; "" for open() */
  void *host_data;      /* the host's own */

  /* [any-thread, no wait] A service by its id ("wp.clock/1"), or NULL when this host does not offer it. The table
   * that comes back is the one of the header which defines the id; it lives as long as this wp_host. */
  const void *(WP_CALL *service)(const wp_host *host, const char *id);

  /* [any-thread, no wait] Non-zero when a message of this level would be kept. */
  int32_t(WP_CALL *log_enabled)(const wp_host *host, int32_t level);

  /* [any-thread, no wait] One line, without a newline and without secrets. Allowed even inside destroy(). */
  void(WP_CALL *log)(const wp_host *host, int32_t level, wp_str text);
};

#endif
