/* watchpost/service/points.h - "wp.points/1": the control points of the host, to look at and to operate.
 *
 * A point is a digital, integer, analog, counter or text value of the controlled facility, an input or an output.
 * The host decides: it refuses by itself what is not operable, of another kind, outside of the limits, too late,
 * denied, or lacks the agreement that the point demands, whatever the plugin has checked before.
 *
 * At most once: each operation carries a key of the caller's choice. The host has the key on disk before the output
 * moves. The same key again moves nothing: the recorded outcome comes back, marked WP_OPERATED_DUPLICATE. After a
 * crash, outcome() says what became of a key. Keys belong to the instance; a host keeps them for at least
 * WP_POINT_KEYS_KEPT_MS after the operation, and refuses new ones (WP_E_LIMIT) before it forgets younger ones.
 *
 * Since 0.1.
 */
#ifndef WATCHPOST_SERVICE_POINTS_H
#define WATCHPOST_SERVICE_POINTS_H

#include "../host.h"

#define WP_SERVICE_POINTS "wp.points/1"

#define WP_POINT_ID_MAX 64u                         /* bytes: letters, digits, '-', '_' and '.' */
#define WP_POINT_TEXT_MAX 1024u                     /* bytes of a text value */
#define WP_POINT_KEY_MAX 256u                       /* bytes of an idempotency key */
#define WP_POINT_KEYS_KEPT_MS 604800000             /* 7 days */

/* wp_value.type */
#define WP_VALUE_NONE 0u /* there is none */
#define WP_VALUE_BOOL 1u
#define WP_VALUE_INTEGER 2u
#define WP_VALUE_NUMBER 3u
#define WP_VALUE_TEXT 4u

/* Frozen. The member that `type` names counts; the others are zero. */
typedef struct wp_value {
  uint32_t type;
  int32_t boolean;  /* WP_VALUE_BOOL: 0 or 1 */
  int64_t integer;  /* WP_VALUE_INTEGER */
  double number;    /* WP_VALUE_NUMBER; finite */
  wp_str text;      /* WP_VALUE_TEXT: one line of UTF-8 */
} wp_value;

/* wp_point.kind, and the wp_value.type that goes with it */
#define WP_POINT_DIGITAL 1u /* WP_VALUE_BOOL */
#define WP_POINT_INTEGER 2u /* WP_VALUE_INTEGER */
#define WP_POINT_ANALOG 3u  /* WP_VALUE_NUMBER */
#define WP_POINT_COUNTER 4u /* WP_VALUE_INTEGER, never negative */
#define WP_POINT_TEXT 5u    /* WP_VALUE_TEXT */

/* wp_point.flags */
#define WP_POINT_OUTPUT 1u      /* an output; otherwise an input */
#define WP_POINT_OPERABLE 2u    /* operate() may be tried */
#define WP_POINT_ALARMS 4u      /* has an alarm condition */
#define WP_POINT_CONFIRMED 8u   /* operate() demands WP_OPERATE_CONFIRMED */
#define WP_POINT_TWO_PERSONS 16u /* operate() demands wp_origin.second */

/* What a point is. Borrowed during the call that passes it. */
typedef struct wp_point {
  uint32_t size;
  uint32_t kind;
  uint32_t flags;
  uint32_t decimals; /* of an analog value, as people see it */
  wp_str id;
  wp_str title;    /* for people, any language; the id when there is none */
  wp_str unit;     /* "kPa"; empty: none */
  wp_str on_word;  /* of a digital point: "running"; empty: "on" */
  wp_str off_word; /* "stopped"; empty: "off" */
  double min;      /* limits of operate(); NaN: none */
  double max;
} wp_point;

/* wp_sample.quality */
#define WP_QUALITY_BAD 0u       /* no value can be had, or the one there is wrong */
#define WP_QUALITY_UNCERTAIN 1u /* stale, or not confirmed by the device */
#define WP_QUALITY_GOOD 2u

/* wp_sample.alarm */
#define WP_ALARM_NORMAL 0u
#define WP_ALARM_ACTIVE 1u
#define WP_ALARM_ACKNOWLEDGED 2u /* still active */

/* Frozen. How a point is. */
typedef struct wp_sample {
  wp_value value; /* WP_VALUE_NONE only with WP_QUALITY_BAD */
  uint32_t quality;
  uint32_t alarm;
  int64_t at_ms;      /* wall: when the value was taken */
  int64_t occurrence; /* number of the point's latest alarm, from 1; 0: never had one */
} wp_sample;

/* Frozen. Receives points, or the sample of one, borrowed during the call. */
typedef struct wp_point_sink {
  void *ctx;
  /* [in-call, no wait] */
  void(WP_CALL *put)(void *ctx, const wp_point *point);
} wp_point_sink;
typedef struct wp_sample_sink {
  void *ctx;
  /* [in-call, no wait] */
  void(WP_CALL *put)(void *ctx, const wp_sample *sample);
} wp_sample_sink;

/* On whose behalf. The host writes it down; it takes no part in the decision but for `second`. */
typedef struct wp_origin {
  uint32_t size;
  uint32_t reserved; /* 0 */
  wp_str channel;    /* "mail" */
  wp_str principal;  /* who: "tanaka@example.jp" */
  wp_str assurance;  /* how surely, in the channel's words: "address totp" */
  wp_str message_id; /* of the request; empty: none */
  wp_str second;     /* another principal who agreed; empty: none */
} wp_origin;

/* wp_operation.flags */
#define WP_OPERATE_DRY_RUN 1u   /* all checks, nothing moves, no key is kept */
#define WP_OPERATE_CONFIRMED 2u /* the principal confirmed this very operation */

typedef struct wp_operation {
  uint32_t size;
  uint32_t flags;
  wp_str point;
  wp_value value;
  wp_str key;           /* 1 to WP_POINT_KEY_MAX bytes */
  int64_t not_after_ms; /* wall: refused later than that, also while it waits; 0: no limit */
  const wp_origin *origin;
} wp_operation;

typedef struct wp_acknowledgement {
  uint32_t size;
  uint32_t reserved; /* 0 */
  wp_str point;
  int64_t occurrence; /* wp_sample.occurrence that is meant; 0: the one that is active */
  const wp_origin *origin;
} wp_acknowledgement;

/* wp_operated.outcome */
#define WP_OPERATED_DONE 1u    /* it has the value (or the alarm is acknowledged) */
#define WP_OPERATED_WOULD 2u   /* dry run: nothing speaks against it */
#define WP_OPERATED_REFUSED 3u /* nothing moved, the key is free; `refusal` says why */
#define WP_OPERATED_FAILED 4u  /* accepted, but the point did not follow */
#define WP_OPERATED_UNKNOWN 5u /* accepted; whether it moved is not known (a crash came between) */
#define WP_OPERATED_PENDING 6u /* outcome(): accepted and under way */
#define WP_OPERATED_NEVER 7u   /* outcome(): the key was never accepted */

/* wp_operated.refusal */
#define WP_REFUSED_NO_POINT 1u
#define WP_REFUSED_NOT_OPERABLE 2u
#define WP_REFUSED_KIND 3u        /* the value is of another type */
#define WP_REFUSED_LIMITS 4u      /* outside of min and max, too long, not finite */
#define WP_REFUSED_TOO_LATE 5u
#define WP_REFUSED_DENIED 6u      /* by the facility: local mode, an interlock */
#define WP_REFUSED_UNCONFIRMED 7u
#define WP_REFUSED_ONE_PERSON 8u
#define WP_REFUSED_KEY 9u         /* the key was used for another point or value */
#define WP_REFUSED_BUSY 10u       /* the point is moving by another operation */
#define WP_REFUSED_NO_ALARM 11u   /* acknowledge(): not active, or another occurrence */

/* wp_operated.flags */
#define WP_OPERATED_DUPLICATE 1u /* of an earlier call with this key */

/* What came of it. Valid during the call that passes it. */
typedef struct wp_operated {
  uint32_t size;
  uint32_t outcome;
  uint32_t refusal; /* 0 unless WP_OPERATED_REFUSED */
  uint32_t flags;
  wp_str text;         /* why, in one line; empty: nothing to add */
  wp_str readback;     /* the point that `after` was read from */
  wp_value asked;      /* the value of the operation */
  wp_sample before;    /* when it was accepted or refused; quality bad and no value: not known */
  wp_sample after;     /* read back afterwards */
  int64_t accepted_ms; /* wall; 0: it was not */
  int64_t finished_ms; /* wall; 0: it is not */
} wp_operated;

/* [any-thread, no wait] status WP_OK: `result` says what came of it, a refusal too. Otherwise the host could not look or
 * could not store the key: nothing moved, `error` says why. */
typedef void(WP_CALL *wp_operated_fn)(void *ctx, wp_status status, const wp_operated *result, const wp_error *error);

/* Functions with a `done`: WP_OK means that it follows exactly once, perhaps before the call returned; any other answer
 * means that it does not. A host that stops answers at once: what was on its way to the output is WP_OPERATED_UNKNOWN. So
 * deactivate() can wait for its operations. */
typedef struct wp_points {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any-thread, no wait] Gives each point whose id matches `pattern` to `sink`, in the host's order. '*' stands for any
   * text, '?' for one byte; ASCII letters match in any case. No match is no error. */
  wp_status(WP_CALL *find)(const wp_host *host, wp_str pattern, const wp_point_sink *sink);

  /* [any-thread, no wait] The latest value, from memory. WP_E_NOT_FOUND: there is no such point. */
  wp_status(WP_CALL *read)(const wp_host *host, wp_str point, const wp_sample_sink *sink);

  /* [any-thread, no wait] Gives a value to an output, by the rules at the top of this header. WP_E_LIMIT: the key or a
   * text is too long. */
  wp_status(WP_CALL *operate)(const wp_host *host, const wp_operation *what, wp_operated_fn done, void *ctx);

  /* [any-thread, no wait] What became of a key: of this process or an earlier one. */
  wp_status(WP_CALL *outcome)(const wp_host *host, wp_str key, wp_operated_fn done, void *ctx);

  /* [any-thread, no wait] Acknowledges an active alarm; WP_OPERATED_DONE once that is on disk. An alarm that was
   * acknowledged before is DONE and WP_OPERATED_DUPLICATE. */
  wp_status(WP_CALL *acknowledge)(const wp_host *host, const wp_acknowledgement *what, wp_operated_fn done, void *ctx);
} wp_points;

#endif
