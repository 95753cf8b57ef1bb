/* touch.c - one function per type of the ABI, so that a comparison of libraries (abidiff) sees them all: types behind
 * a `const void *` are invisible to it. Written by layout.py --touch; compiled with -g -shared -fPIC. */
#include <watchpost/watchpost.h>

WP_EXPORT const wp_str *touch_wp_str(const wp_str *p);
const wp_str *touch_wp_str(const wp_str *p) { return p; }
WP_EXPORT const wp_bytes *touch_wp_bytes(const wp_bytes *p);
const wp_bytes *touch_wp_bytes(const wp_bytes *p) { return p; }
WP_EXPORT const wp_error *touch_wp_error(const wp_error *p);
const wp_error *touch_wp_error(const wp_error *p) { return p; }
WP_EXPORT const wp_error_sink *touch_wp_error_sink(const wp_error_sink *p);
const wp_error_sink *touch_wp_error_sink(const wp_error_sink *p) { return p; }
WP_EXPORT const wp_choice *touch_wp_choice(const wp_choice *p);
const wp_choice *touch_wp_choice(const wp_choice *p) { return p; }
WP_EXPORT const wp_param *touch_wp_param(const wp_param *p);
const wp_param *touch_wp_param(const wp_param *p) { return p; }
WP_EXPORT const wp_setting *touch_wp_setting(const wp_setting *p);
const wp_setting *touch_wp_setting(const wp_setting *p) { return p; }
WP_EXPORT const wp_diag *touch_wp_diag(const wp_diag *p);
const wp_diag *touch_wp_diag(const wp_diag *p) { return p; }
WP_EXPORT const wp_diag_sink *touch_wp_diag_sink(const wp_diag_sink *p);
const wp_diag_sink *touch_wp_diag_sink(const wp_diag_sink *p) { return p; }
WP_EXPORT const wp_metric *touch_wp_metric(const wp_metric *p);
const wp_metric *touch_wp_metric(const wp_metric *p) { return p; }
WP_EXPORT const wp_verdict *touch_wp_verdict(const wp_verdict *p);
const wp_verdict *touch_wp_verdict(const wp_verdict *p) { return p; }
WP_EXPORT const wp_type *touch_wp_type(const wp_type *p);
const wp_type *touch_wp_type(const wp_type *p) { return p; }
WP_EXPORT const wp_host *touch_wp_host(const wp_host *p);
const wp_host *touch_wp_host(const wp_host *p) { return p; }
WP_EXPORT const wp_reading *touch_wp_reading(const wp_reading *p);
const wp_reading *touch_wp_reading(const wp_reading *p) { return p; }
WP_EXPORT const wp_fact *touch_wp_fact(const wp_fact *p);
const wp_fact *touch_wp_fact(const wp_fact *p) { return p; }
WP_EXPORT const wp_document *touch_wp_document(const wp_document *p);
const wp_document *touch_wp_document(const wp_document *p) { return p; }
WP_EXPORT const wp_result *touch_wp_result(const wp_result *p);
const wp_result *touch_wp_result(const wp_result *p) { return p; }
WP_EXPORT const wp_op *touch_wp_op(const wp_op *p);
const wp_op *touch_wp_op(const wp_op *p) { return p; }
WP_EXPORT const wp_instance *touch_wp_instance(const wp_instance *p);
const wp_instance *touch_wp_instance(const wp_instance *p) { return p; }
WP_EXPORT const wp_module *touch_wp_module(const wp_module *p);
const wp_module *touch_wp_module(const wp_module *p) { return p; }
WP_EXPORT const wp_audit *touch_wp_audit(const wp_audit *p);
const wp_audit *touch_wp_audit(const wp_audit *p) { return p; }
WP_EXPORT const wp_clock *touch_wp_clock(const wp_clock *p);
const wp_clock *touch_wp_clock(const wp_clock *p) { return p; }
WP_EXPORT const wp_value *touch_wp_value(const wp_value *p);
const wp_value *touch_wp_value(const wp_value *p) { return p; }
WP_EXPORT const wp_point *touch_wp_point(const wp_point *p);
const wp_point *touch_wp_point(const wp_point *p) { return p; }
WP_EXPORT const wp_sample *touch_wp_sample(const wp_sample *p);
const wp_sample *touch_wp_sample(const wp_sample *p) { return p; }
WP_EXPORT const wp_point_sink *touch_wp_point_sink(const wp_point_sink *p);
const wp_point_sink *touch_wp_point_sink(const wp_point_sink *p) { return p; }
WP_EXPORT const wp_sample_sink *touch_wp_sample_sink(const wp_sample_sink *p);
const wp_sample_sink *touch_wp_sample_sink(const wp_sample_sink *p) { return p; }
WP_EXPORT const wp_origin *touch_wp_origin(const wp_origin *p);
const wp_origin *touch_wp_origin(const wp_origin *p) { return p; }
WP_EXPORT const wp_operation *touch_wp_operation(const wp_operation *p);
const wp_operation *touch_wp_operation(const wp_operation *p) { return p; }
WP_EXPORT const wp_acknowledgement *touch_wp_acknowledgement(const wp_acknowledgement *p);
const wp_acknowledgement *touch_wp_acknowledgement(const wp_acknowledgement *p) { return p; }
WP_EXPORT const wp_operated *touch_wp_operated(const wp_operated *p);
const wp_operated *touch_wp_operated(const wp_operated *p) { return p; }
WP_EXPORT const wp_points *touch_wp_points(const wp_points *p);
const wp_points *touch_wp_points(const wp_points *p) { return p; }
WP_EXPORT const wp_edit *touch_wp_edit(const wp_edit *p);
const wp_edit *touch_wp_edit(const wp_edit *p) { return p; }
WP_EXPORT const wp_entry_sink *touch_wp_entry_sink(const wp_entry_sink *p);
const wp_entry_sink *touch_wp_entry_sink(const wp_entry_sink *p) { return p; }
WP_EXPORT const wp_state *touch_wp_state(const wp_state *p);
const wp_state *touch_wp_state(const wp_state *p) { return p; }
WP_EXPORT const wp_run *touch_wp_run(const wp_run *p);
const wp_run *touch_wp_run(const wp_run *p) { return p; }
WP_EXPORT const wp_monitor *touch_wp_monitor(const wp_monitor *p);
const wp_monitor *touch_wp_monitor(const wp_monitor *p) { return p; }
WP_EXPORT const wp_event *touch_wp_event(const wp_event *p);
const wp_event *touch_wp_event(const wp_event *p) { return p; }
WP_EXPORT const wp_notifier *touch_wp_notifier(const wp_notifier *p);
const wp_notifier *touch_wp_notifier(const wp_notifier *p) { return p; }
WP_EXPORT const wp_action *touch_wp_action(const wp_action *p);
const wp_action *touch_wp_action(const wp_action *p) { return p; }
WP_EXPORT const wp_probe *touch_wp_probe(const wp_probe *p);
const wp_probe *touch_wp_probe(const wp_probe *p) { return p; }
