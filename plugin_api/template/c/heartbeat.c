/* heartbeat - a file was touched in the last `max_age` seconds. The smallest whole plugin in C: copy this
 * folder. */
#include <watchpost/watchpost.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const wp_param path = {.size = sizeof path,
                              .kind = WP_KIND_PATH,
                              .key = "path",
                              .title = "File to watch",
                              .flags = WP_PARAM_REQUIRED};
static const wp_param max_age = {.size = sizeof max_age,
                                 .kind = WP_KIND_INT,
                                 .key = "max_age",
                                 .title = "Seconds",
                                 .def = "300",
                                 .min = "1"};
static const wp_param* const params[] = {&path, &max_age, NULL};
static const wp_metric* const metrics[] = {NULL};
static const char* const services[] = {WP_SERVICE_CLOCK, NULL};
static const char* const extensions[] = {WP_EXT_MONITOR, NULL};
static const wp_type type = {.size = sizeof type,
                             .id = "heartbeat",
                             .title = "Heartbeat file",
                             .version = "1.0.0",
                             .help = "",
                             .params = params,
                             .metrics = metrics,
                             .services = services,
                             .extensions = extensions};
static const wp_type* const types[] = {&type, NULL};

typedef struct heartbeat {
  wp_instance abi;
  const wp_host* host;
  char path[1024], max_age[1024]; /* both NUL-ended */
  int active;
} heartbeat;

static wp_str text(const char* s) { return (wp_str){s, strlen(s)}; }

static wp_status WP_CALL configure(wp_instance* i, const wp_setting* s, size_t n, const wp_diag_sink* diags) {
  heartbeat *self = i->plugin_data, next = *self;
  wp_diag wrong = {sizeof wrong, WP_SEVERITY_ERROR, text("path"),
                   text("expected path=FILE and max_age=SECONDS")};
  if (self->active) return WP_E_LIFECYCLE;
  memset(next.path, 0, sizeof next.path);
  strcpy(next.max_age, max_age.def);
  for (; n > 0; ++s, --n) {
    char* slot = s->key.len == 4 && memcmp(s->key.ptr, "path", 4) == 0 ? next.path : next.max_age;
    const int known = slot == next.path || (s->key.len == 7 && memcmp(s->key.ptr, "max_age", 7) == 0);
    wrong.key = s->key;
    if (!known || s->value.len >= sizeof next.path) break;
    if (s->value.len > 0) memcpy(slot, s->value.ptr, s->value.len);
    slot[s->value.len] = '\0';
  }
  if (n > 0 || next.path[0] == '\0' || strtol(next.max_age, NULL, 10) < 1) {
    if (diags != NULL) diags->put(diags->ctx, &wrong);
    return WP_E_SETTINGS;
  }
  *self = next;
  return WP_OK;
}

static wp_status WP_CALL activate(wp_instance* i, const wp_error_sink* error) {
  heartbeat* self = i->plugin_data;
  (void)error;
  if (self->path[0] == '\0' || self->active) return WP_E_LIFECYCLE;
  self->active = 1;
  return WP_OK;
}

static wp_status WP_CALL start(wp_instance* i, const wp_run* run, wp_op* op, const wp_error_sink* error) {
  heartbeat* self = i->plugin_data;
  const wp_clock* clock = self->host->service(self->host, WP_SERVICE_CLOCK);
  wp_result fresh = {.size = sizeof fresh, .state = WP_STATE_OK, .verdict = text("fresh")};
  wp_result stale = {.size = sizeof stale, .state = WP_STATE_CRITICAL, .verdict = text("stale")};
  struct stat file;
  (void)run, (void)error;
  if (!self->active) return WP_E_LIFECYCLE;
  const int good = stat(self->path, &file) == 0 &&
                   clock->wall_ms(self->host) / 1000 - file.st_mtime <= strtol(self->max_age, NULL, 10);
  op->complete(op, WP_OK, good ? &fresh : &stale,
               NULL); /* here at once; later and from any thread is as good */
  return WP_OK;
}

static void WP_CALL cancel(wp_instance* i, uint64_t id) { (void)i, (void)id; }

static wp_status WP_CALL deactivate(wp_instance* i, wp_op* op) {
  heartbeat* self = i->plugin_data;
  if (!self->active) return WP_E_LIFECYCLE;
  self->active = 0;
  op->complete(op, WP_OK, NULL, NULL);
  return WP_OK;
}

static void WP_CALL destroy(wp_instance* i) { free(i->plugin_data); }

static const void* WP_CALL extension(wp_instance* i, const char* id) {
  static const wp_monitor monitor = {sizeof monitor, 0, start};
  (void)i;
  return strcmp(id, WP_EXT_MONITOR) == 0 ? &monitor : NULL;
}

static wp_status WP_CALL open_module(const wp_host* host, const wp_error_sink* error) {
  (void)host, (void)error;
  return WP_OK;
}

static wp_instance* WP_CALL create(const wp_host* host, const char* id, const wp_error_sink* error) {
  const wp_instance abi = {sizeof abi, 0, NULL, configure, activate, cancel, deactivate, destroy, extension};
  const int usable = strcmp(id, type.id) == 0 && host->service(host, WP_SERVICE_CLOCK) != NULL;
  heartbeat* self = usable ? calloc(1, sizeof *self) : NULL;
  const wp_error why = {
      .size = sizeof why, .status = WP_E_UNSUPPORTED, .text = text("no such type, or no clock")};
  if (self == NULL && error != NULL) error->set(error->ctx, &why);
  if (self == NULL) return NULL;
  self->abi = abi;
  self->abi.plugin_data = self;
  self->host = host;
  return &self->abi;
}

static void WP_CALL close_module(void) {}

const wp_module* WP_CALL wp_plugin_v1(void) {
  static const wp_module module = {sizeof module, WP_ABI, __VERSION__, types,
                                   open_module,   create, close_module};
  return &module;
}
