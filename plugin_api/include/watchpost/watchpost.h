/* watchpost/watchpost.h - the whole contract between monitoring hosts and monitor plugins.
 *
 * A plugin in five steps (plugin_api/template/c/ is a complete one):
 *   1. describe your type and its parameters as constants        (type.h, param.h)
 *   2. export wp_plugin_v1(), which returns a wp_module           (module.h)
 *   3. create() an instance; configure() and activate() it        (instance.h)
 *   4. offer "wp.monitor/1"; start() a poll, never block          (ext/monitor.h)
 *   5. complete() each operation exactly once, from any thread    (op.h)
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_WATCHPOST_H
#define WATCHPOST_WATCHPOST_H

#include "base.h"
#include "param.h"
#include "type.h"
#include "host.h"
#include "op.h"
#include "instance.h"
#include "module.h"
#include "service/clock.h"
#include "service/points.h"
#include "service/state.h"
#include "service/audit.h"
#include "ext/monitor.h"
#include "ext/notifier.h"
#include "ext/probe.h"

#endif
