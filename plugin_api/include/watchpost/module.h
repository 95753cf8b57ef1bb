/* watchpost/module.h - the one symbol that a plugin exports, and what stands behind it.
 *
 * wp_plugin_v1() is pure: no allocation, thread or I/O; it may be called any number of times and returns constant data.
 * A host reads `size` and `abi` first and refuses a draft (major 0) that is not its own.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_MODULE_H
#define WATCHPOST_MODULE_H

#include "host.h"
#include "instance.h"
#include "type.h"

#define WP_ENTRY_SYMBOL "wp_plugin_v1"

typedef struct wp_module {
  uint32_t size;
  uint32_t abi;               /* WP_ABI of the plugin */
  const char *build;          /* compiler and libraries, for bug reports */
  const wp_type *const *types; /* ends with NULL */

  /* [per-module, 100 ms] Once per process before the first create(); any forking is done by then. No thread, no
   * socket. `host` stays valid until close() returned. */
  wp_status(WP_CALL *open)(const wp_host *host, const wp_error_sink *error);

  /* [per-module, 100 ms] A new, unconfigured instance, or NULL after setting `error`; other instances may be at work.
   * `host` stays valid until destroy() of the instance returned. */
  wp_instance *(WP_CALL *create)(const wp_host *host, const char *type_id, const wp_error_sink *error);

  /* [per-module, 100 ms] After the last destroy(), and after every function of the plugin that the host called has
   * returned: also those that it was given for later, such as wp_committed. Never from inside wp_op.complete: it
   * waits until the thread that completed the last operation is back. The library may be unmapped afterwards. */
  void(WP_CALL *close)(void);
} wp_module;

/* [any-thread, no wait] The type of the exported function. */
typedef const wp_module *(WP_CALL *wp_plugin_v1_fn)(void);

/* [any-thread, no wait] Defined by every plugin. */
#ifdef __cplusplus
extern "C"
#endif
WP_EXPORT const wp_module *WP_CALL wp_plugin_v1(void);

#endif
