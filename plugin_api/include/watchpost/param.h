/* watchpost/param.h - settings: how a plugin describes them, how a host passes them.
 *
 * A plugin describes each parameter as constant data. Forms, JSON Schema, tables and command-line help are
 * generated from it. A host passes a flat list of key = value texts, spelled as a user would type them ("30s",
 * "10MiB", "submission"); the plugin parses and checks them, and names every fault in a diagnostic.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_PARAM_H
#define WATCHPOST_PARAM_H

#include "base.h"

/* wp_param.kind. A host treats a kind that it does not know as WP_KIND_STRING. */
#define WP_KIND_STRING 0u
#define WP_KIND_BOOL 1u     /* true, false (also yes/no, on/off, 1/0) */
#define WP_KIND_INT 2u
#define WP_KIND_FLOAT 3u
#define WP_KIND_TEXT 4u     /* several lines */
#define WP_KIND_SECRET 5u   /* never shown, logged or exported */
#define WP_KIND_ENUM 6u     /* one of choices */
#define WP_KIND_DURATION 7u /* "500ms" "30s" "5m" "1h30m" "14d" */
#define WP_KIND_SIZE 8u     /* bytes: "64KiB" "10MB" */
#define WP_KIND_HOST 9u     /* host name or IP address */
#define WP_KIND_PORT 10u    /* 1 to 65535, or a service name such as "submission" */
#define WP_KIND_EMAIL 11u   /* an address: local@domain */
#define WP_KIND_PATH 12u    /* a file or folder on the host's machine */

/* wp_param.flags */
#define WP_PARAM_REQUIRED 1u
#define WP_PARAM_MACRO 2u    /* the host expands macros such as %Device.Address before it passes the value */
#define WP_PARAM_REPEATED 4u /* the key may occur more than once: a list */
#define WP_PARAM_ADVANCED 8u /* forms may hide it at first */
#define WP_PARAM_IDENTITY 16u /* says what the instance looks at: a host that names instances itself makes the name of
                                 these alone, so that state is found again when another setting has changed */
#define WP_PARAM_EXCLUSIVE 32u /* two instances that are alike in all such settings disturb each other; a host warns */

/* Frozen. One value of an enumeration. */
typedef struct wp_choice {
  const char *value;
  const char *help;
} wp_choice;

/* One parameter. All texts are English and constant; NULL means "none". */
typedef struct wp_param {
  uint32_t size;
  uint32_t kind;
  uint32_t flags;
  uint32_t choice_count;
  const char *key; /* "smtp.port": lower case, dots for groups; for ever once released */
  const char *title;
  const char *help;  /* one or two sentences */
  const char *group; /* heading in forms */
  const char *def;   /* default, spelled as a user types it; NULL: none */
  const char *min;   /* bounds of INT, FLOAT, DURATION, SIZE */
  const char *max;
  const char *when; /* "other.key=value|value": only used then; otherwise ignored and not required */
  const wp_choice *choices;
} wp_param;

/* Frozen. One setting as the host passes it. */
typedef struct wp_setting {
  wp_str key;
  wp_str value;
} wp_setting;

#define WP_SEVERITY_ERROR 1u
#define WP_SEVERITY_WARNING 2u
#define WP_SEVERITY_NAMES 3u /* no remark yet: `text` is a pattern of points ("pump*") or of instances ("monitor:mail*"),
                                '*' any text, '?' one byte; the host warns when nothing has such a name */
#define WP_SEVERITY_READS 4u /* no remark: `text` is the path of a file that the instance reads while it is active; a
                                host that validates warns when no regular file is there that can be read */
#define WP_SEVERITY_READS_SECRET 5u /* likewise, and the file holds a secret: also when everybody can read it */

/* One remark about a setting. Never repeats the value of a WP_KIND_SECRET. Valid during the call. */
typedef struct wp_diag {
  uint32_t size;
  uint32_t severity;
  wp_str key;
  wp_str text; /* names the value and the remedy: "got '99999'; a port is 1 to 65535 or a service name" */
} wp_diag;

/* Frozen. Receives any number of diagnostics inside the call it was passed to. */
typedef struct wp_diag_sink {
  void *ctx;
  /* [in-call, no wait] */
  void(WP_CALL *put)(void *ctx, const wp_diag *diag);
} wp_diag_sink;

#endif
