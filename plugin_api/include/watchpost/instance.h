/* watchpost/instance.h - one configured monitor, made by the plugin.
 *
 *   create -> configure -> activate -> start/complete, cancel ... -> deactivate(op) -> op completes -> destroy
 *
 * Threads, sockets and timers exist only between activate() and the completion of deactivate().
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_INSTANCE_H
#define WATCHPOST_INSTANCE_H

#include "op.h"
#include "param.h"

typedef struct wp_instance wp_instance;

struct wp_instance {
  uint32_t size;
  uint32_t reserved; /* 0 */
  void *plugin_data; /* the plugin's own */

  /* [per-instance, 10 ms] Replaces all settings. WP_OK; or WP_E_SETTINGS after naming each fault in `diags`, and the
   * former settings stay. Warnings may accompany WP_OK. No network, no disk: a host may call this just to validate;
   * files that the settings name are told by WP_SEVERITY_READS. While active it answers WP_E_LIFECYCLE. */
  wp_status(WP_CALL *configure)(wp_instance *instance, const wp_setting *settings, size_t count,
                                const wp_diag_sink *diags);

  /* [per-instance, 10 ms] Ready to work. Fails with WP_E_LIFECYCLE when unconfigured, active already, or when the
   * process forked since open(). */
  wp_status(WP_CALL *activate)(wp_instance *instance, const wp_error_sink *error);

  /* [per-instance, 10 ms] A wish to end one operation early; it still completes, mostly with WP_E_CANCELLED.
   * Idempotent; unknown and finished ids are ignored. */
  void(WP_CALL *cancel)(wp_instance *instance, uint64_t op_id);

  /* [per-instance, 10 ms] Cancels everything and lets go. When `op` completes, no thread, socket, timer or callback
   * of this instance is left. WP_OK when active, else WP_E_LIFECYCLE. The thread that completes the last op of a
   * module may still be on its way out: destroy() waits for it for a moment, close() to its end. */
  wp_status(WP_CALL *deactivate)(wp_instance *instance, wp_op *op);

  /* [per-instance, 10 ms] Frees the instance; only when it is not active: else the plugin keeps it and logs an error. */
  void(WP_CALL *destroy)(wp_instance *instance);

  /* [per-instance, 10 ms] An extension by its id ("wp.monitor/1"), or NULL. The table is a constant of the library,
   * valid until that is unmapped. */
  const void *(WP_CALL *extension)(wp_instance *instance, const char *id);
};

#endif
