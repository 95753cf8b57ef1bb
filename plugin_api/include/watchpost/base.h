/* watchpost/base.h - the words that every other header uses: calling convention, status, text, growth.
 *
 * Rules that hold for the whole ABI:
 *  - Who allocates frees. Arguments are borrowed until the call returns; the receiver copies what it keeps.
 *  - Text at run time is wp_str: UTF-8, not NUL-ended. `const char *` is used for constants only.
 *  - A growable struct begins with `size`, the sizeof of whoever filled it in. Readers ask WP_HAS() before
 *    they use a field that is not in version 0.1. Fields are only ever appended. A struct marked "frozen"
 *    never changes and may stand in arrays.
 *  - Times are milliseconds in int64_t; "wall" counts from 1970-01-01T00:00Z, "mono" from any fixed instant.
 *  - No call throws, longjmps, changes signal handlers, locale, working directory, umask or environment.
 *
 * The comment of each function begins with a tag of two words in brackets: threads and cost. The caller keeps the first:
 *    any-thread    any thread, at the same time as anything
 *    per-instance  any thread of the host, but never two such calls into one instance at once
 *    per-module    any thread of the host, but never two such calls into one module at once
 *    other-thread  a thread of the host that is not inside the call which asked for this one
 *    in-call       the thread of the call that passed the function, before that call returns
 * The callee keeps the second:
 *    no wait       waits for no disk, no network and nothing that the other side does
 *    10 ms         returns within that; a wp_state.load that it makes comes on top
 *    100 ms        returns within that
 *    disk          may read a disk
 *    callback      waits for the return of a callback that is running, and for nothing else
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_BASE_H
#define WATCHPOST_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define WP_CALL __cdecl
#define WP_EXPORT __declspec(dllexport)
#else
#define WP_CALL
#define WP_EXPORT __attribute__((visibility("default")))
#endif

/* The version of these headers. While the major is 0, both sides must have been built with the same minor. */
#define WP_ABI_MAJOR 0u
#define WP_ABI_MINOR 1u
#define WP_ABI ((WP_ABI_MAJOR << 16) | WP_ABI_MINOR)

/* True when the struct that `p` points to was written by someone who knew `field`. */
#define WP_HAS(p, field) \
  ((p)->size >= (size_t)((const char *)&(p)->field - (const char *)(p)) + sizeof((p)->field))

/* What became of a call. A bad verdict about the monitored mail is not an error: see wp_result. */
typedef int32_t wp_status;
#define WP_OK ((wp_status)0)
#define WP_E_INTERNAL ((wp_status)-1)     /* a fault in the callee */
#define WP_E_ARGUMENT ((wp_status)-2)     /* the caller broke the contract */
#define WP_E_UNSUPPORTED ((wp_status)-3)  /* unknown id, or not offered here */
#define WP_E_LIFECYCLE ((wp_status)-4)    /* not now: see the life cycle in instance.h */
#define WP_E_SETTINGS ((wp_status)-5)     /* refused settings; the diagnostics say which */
#define WP_E_MEMORY ((wp_status)-6)
#define WP_E_NOT_FOUND ((wp_status)-7)
#define WP_E_BUSY ((wp_status)-8)
#define WP_E_TIMEOUT ((wp_status)-9)
#define WP_E_CANCELLED ((wp_status)-10)
#define WP_E_IO ((wp_status)-11)          /* a file, a database, the network */
#define WP_E_LIMIT ((wp_status)-12)       /* larger than a limit that the contract names */
#define WP_E_ABANDONED ((wp_status)-13)   /* the plugin dropped the operation without an answer */

/* Frozen. UTF-8 text; ptr may be NULL when len is 0. */
typedef struct wp_str {
  const char *ptr;
  size_t len;
} wp_str;

/* Frozen. Any bytes; ptr may be NULL when len is 0. */
typedef struct wp_bytes {
  const void *ptr;
  size_t len;
} wp_bytes;

/* Why something failed, for people. Valid during the call that passes it. */
typedef struct wp_error {
  uint32_t size;
  wp_status status;
  const char *domain; /* "smtp", "imap", "pop3", "tls", "dns", "settings", "state", ... */
  int64_t code;       /* in the domain's own numbers (an SMTP reply code, an errno); 0: none */
  wp_str text;        /* one line; never holds a secret */
  wp_str key;         /* the setting at fault; empty: none */
} wp_error;

/* Frozen. Receives at most one error inside the call it was passed to. May be NULL where the caller does
 * not care. */
typedef struct wp_error_sink {
  void *ctx;
  /* [in-call, no wait] */
  void(WP_CALL *set)(void *ctx, const wp_error *error);
} wp_error_sink;

#endif
