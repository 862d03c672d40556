// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Steps, facts, traffic or failure of one profile. */
#include "vpn-gui-live-view.h"

#include "vpn-client-describe.h"
#include "vpn-client-text.h"
#include "vpn-gui-facts.h"
#include "vpn-gui-graph.h"
#include "vpn-gui-steps.h"

#include <glib/gi18n.h>

#define MINUTE 60u

struct _VpnGuiLiveView
{
  GtkBox parent_instance;

  VpnGuiModel *model;     /* counted */
  VpnGuiProfile *profile; /* counted */
  char *shown_warnings;   /* owned; what the boxes say */
  guint timer;            /* source; 0 unless it can be seen and the connection is up */
  gconstpointer asked;    /* whose counters are under way; only compared */

  /* Borrowed: children of the template. */
  GtkStack *stack;
  GtkImage *idle_icon;
  GtkLabel *idle_text;
  GtkButton *idle_fix, *idle_end;
  GtkLabel *idle_blocked;
  VpnGuiSteps *steps;
  GtkBox *warnings;
  VpnGuiFacts *facts;
  GtkLabel *rates;
  GtkToggleButton *minute;
  VpnGuiGraph *graph;
};

G_DEFINE_FINAL_TYPE (VpnGuiLiveView, vpn_gui_live_view, GTK_TYPE_BOX)

/* ---- What helps ------------------------------------------------------------------------------ */

typedef struct
{
  const char *label, *action;
} Fix;

/* What a person can do about it here; the sentence says the rest. */
static Fix
find_fix (VpnReason reason)
{
  static const Fix again = { N_ ("_Try Again"), "app.connect" };
  static const Fix edit = { N_ ("Change _Settings…"), "app.edit" };
  static const Fix explain = { N_ ("Show the _Certificate…"), "app.explain" };
  static const Fix doctor = { N_ ("_Check This Computer…"), "app.doctor" };

  switch (vpn_reason_get_fix (reason))
    {
    case VPN_FIX_CERTIFICATE:
      return explain;
    case VPN_FIX_SETTINGS:
      return edit;
    case VPN_FIX_DOCTOR:
      return doctor;
    case VPN_FIX_AGAIN:
      return again;
    }
  return again;
}

static void
show_idle (VpnGuiLiveView *self)
{
  VpnGuiStatus status = vpn_gui_profile_get_status (self->profile);
  Fix fix = find_fix (vpn_gui_profile_get_reason (self->profile));
  g_autofree char *sentence = vpn_gui_profile_explain (self->profile);

  gtk_image_set_from_icon_name (self->idle_icon, vpn_gui_status_get_icon (status, 0),
                                GTK_ICON_SIZE_DIALOG);
  gtk_image_set_pixel_size (self->idle_icon, 64);
  gtk_label_set_text (self->idle_text, sentence == NULL ? _ ("Not connected") : sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->idle_fix), sentence != NULL);
  gtk_button_set_label (self->idle_fix, _ (fix.label));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->idle_fix), "s",
                                    vpn_gui_profile_get_uuid (self->profile));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->idle_fix), fix.action);
  gtk_widget_set_visible (GTK_WIDGET (self->idle_blocked), status == VPN_GUI_STATUS_BLOCKED);
  gtk_widget_set_visible (GTK_WIDGET (self->idle_end), status == VPN_GUI_STATUS_BLOCKED);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->idle_end), "s",
                                    vpn_gui_profile_get_uuid (self->profile));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->idle_end), "app.disconnect");
  gtk_stack_set_visible_child_name (self->stack, "idle");
}

/* ---- Connected ------------------------------------------------------------------------------- */

static void
destroy_child (GtkWidget *child, gpointer user_data)
{
  gtk_widget_destroy (child);
}

/* fix: what helps, or NULL. */
static void
add_warning (VpnGuiLiveView *self, const char *text, const Fix *fix)
{
  GtkWidget *bar = gtk_info_bar_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), GTK_MESSAGE_WARNING);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_content_area (GTK_INFO_BAR (bar))), label);
  if (fix != NULL)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (fix->label));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                        vpn_gui_profile_get_uuid (self->profile));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), fix->action);
      gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_action_area (GTK_INFO_BAR (bar))), button);
    }
  gtk_widget_show_all (bar);
  gtk_container_add (GTK_CONTAINER (self->warnings), bar);
}

static void
add_interrupted (VpnGuiLiveView *self, const Fix *fix)
{
  g_autofree char *why = vpn_gui_profile_explain (self->profile);
  const char *held = _ ("The connection is interrupted. Traffic for the office is held back until "
                        "it works again.");
  g_autofree char *both = why == NULL ? g_strdup (held) : g_strconcat (held, "\n", why, NULL);

  add_warning (self, both, fix);
}

static void
show_warnings (VpnGuiLiveView *self, VpnClientConnection *connection)
{
  g_auto (GStrv) list = vpn_client_describe_warnings (vpn_client_connection_get_proxy (connection));
  static const Fix edit = { N_ ("Change _Settings…"), "app.edit" };
  static const Fix anew = { N_ ("_Reconnect"), "app.reconnect" };
  VpnGuiStatus status = vpn_gui_profile_get_status (self->profile);
  VpnState state = vpn_client_connection_get_state (connection);
  gboolean is_up = state == VPN_STATE_CONNECTED,
           waits = vpn_gui_profile_can_reconnect (self->profile);
  g_autofree char *all = g_strjoinv ("\n", list);
  g_autofree char *wanted = g_strdup_printf ("%d %d %s", (int) state, (int) status, all);

  if (g_strcmp0 (wanted, self->shown_warnings) == 0)
    return;
  g_free (self->shown_warnings);
  self->shown_warnings = g_steal_pointer (&wanted);
  gtk_container_foreach (GTK_CONTAINER (self->warnings), destroy_child, NULL);
  if (state == VPN_STATE_RECONNECTING)
    add_interrupted (self, &anew);
  else if (status == VPN_GUI_STATUS_STALLED)
    add_warning (self,
                 _ ("What is sent through the VPN gets no answer at the moment. If that lasts, a "
                    "new connection is made."),
                 &anew);
  for (gsize i = 0; list[i] != NULL; i++)
    add_warning (self, list[i], is_up ? &edit : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), waits || *all != '\0');
}

static void
show_rates (VpnGuiLiveView *self)
{
  VpnGuiRate rate = { 0, 0 };
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *text = NULL;

  vpn_gui_traffic_read (vpn_gui_profile_get_traffic (self->profile), g_get_monotonic_time (), 1,
                        &rate, 1);
  received = vpn_client_text_bytes ((guint64) rate.received);
  sent = vpn_client_text_bytes ((guint64) rate.sent);
  /* Translators: speeds of the traffic, below it a graph with a solid and a dashed line. */
  text = g_strdup_printf (_ ("Receiving %s/s (solid)\nSending %s/s (dashed)"), received, sent);
  gtk_label_set_text (self->rates, text);
}

static void
show_counters (VpnGuiLiveView *self, GVariant *counters)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (self->profile);
  guint64 sent = 0, received = 0;

  (void) g_variant_lookup (counters, "tx-bytes", "t", &sent);
  (void) g_variant_lookup (counters, "rx-bytes", "t", &received);
  vpn_gui_traffic_add (vpn_gui_profile_get_traffic (self->profile), g_get_monotonic_time (), sent,
                       received);
  vpn_gui_facts_set_counters (self->facts, connection, counters);
  show_rates (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->graph));
}

static void
on_counters (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnGuiLiveView) self = user_data;
  g_autoptr (GVariant) counters = vpn_gui_model_get_finish (VPN_GUI_MODEL (source), result, NULL);

  if (self->profile == self->asked && self->profile != NULL && counters != NULL
      && vpn_gui_profile_get_connection (self->profile) != NULL)
    show_counters (self, counters);
  self->asked = NULL;
}

static void
ask_for_counters (VpnGuiLiveView *self)
{
  /* What somebody else has connected shows none. */
  if (self->asked != NULL
      || !vpn_client_connection_is_own (vpn_gui_profile_get_connection (self->profile)))
    return;
  self->asked = self->profile;
  vpn_gui_model_get_counters_async (self->model, self->profile, on_counters, g_object_ref (self));
}

static gboolean
on_second (gpointer user_data)
{
  ask_for_counters (user_data);
  return G_SOURCE_CONTINUE;
}

/* The clock runs only for somebody who looks. */
static void
update_timer (VpnGuiLiveView *self)
{
  gboolean wanted = self->profile != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
                    && vpn_gui_profile_get_state (self->profile) == VPN_STATE_CONNECTED;

  if (wanted && self->timer == 0)
    {
      self->timer = g_timeout_add_seconds (1, on_second, self);
      ask_for_counters (self);
    }
  else if (!wanted)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
show_facts (VpnGuiLiveView *self)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (self->profile);

  vpn_gui_facts_set_connection (self->facts, connection);
  show_warnings (self, connection);
  gtk_stack_set_visible_child_name (self->stack, "facts");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void
update (VpnGuiLiveView *self)
{
  update_timer (self);
  if (self->profile == NULL)
    return;
  switch (vpn_gui_profile_get_state (self->profile))
    {
    case VPN_STATE_CONNECTING:
      vpn_gui_steps_set_step (
          self->steps,
          vpn_client_connection_get_step (vpn_gui_profile_get_connection (self->profile)),
          vpn_client_connection_get_step_detail (vpn_gui_profile_get_connection (self->profile)));
      gtk_stack_set_visible_child_name (self->stack, "steps");
      break;
    case VPN_STATE_CONNECTED:
    case VPN_STATE_RECONNECTING:
    case VPN_STATE_DISCONNECTING:
      show_facts (self);
      break;
    case VPN_STATE_DISCONNECTED:
    case VPN_STATE_FAILED:
      show_idle (self);
      break;
    }
}

static void
on_span_cb (GtkToggleButton *button, VpnGuiLiveView *self)
{
  vpn_gui_graph_set_seconds (
      self->graph, gtk_toggle_button_get_active (button) ? MINUTE : VPN_GUI_TRAFFIC_SECONDS);
}

static void
vpn_gui_live_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vpn_gui_live_view_parent_class)->map (widget);
  update (VPN_GUI_LIVE_VIEW (widget));
}

static void
vpn_gui_live_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vpn_gui_live_view_parent_class)->unmap (widget);
  update_timer (VPN_GUI_LIVE_VIEW (widget));
}

static void
vpn_gui_live_view_dispose (GObject *object)
{
  VpnGuiLiveView *self = VPN_GUI_LIVE_VIEW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->graph != NULL)
    vpn_gui_graph_set_traffic (self->graph, NULL);
  g_clear_object (&self->profile);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (vpn_gui_live_view_parent_class)->dispose (object);
}

static void
vpn_gui_live_view_finalize (GObject *object)
{
  g_free (VPN_GUI_LIVE_VIEW (object)->shown_warnings);
  G_OBJECT_CLASS (vpn_gui_live_view_parent_class)->finalize (object);
}

static void
vpn_gui_live_view_class_init (VpnGuiLiveViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VPN_GUI_TYPE_STEPS);
  g_type_ensure (VPN_GUI_TYPE_FACTS);
  g_type_ensure (VPN_GUI_TYPE_GRAPH);
  object_class->dispose = vpn_gui_live_view_dispose;
  object_class->finalize = vpn_gui_live_view_finalize;
  widget_class->map = vpn_gui_live_view_map;
  widget_class->unmap = vpn_gui_live_view_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/genkan/VPN1/Gui/ui/live-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, stack);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, idle_icon);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, idle_text);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, idle_blocked);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, idle_fix);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, idle_end);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, steps);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, warnings);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, facts);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, rates);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, minute);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLiveView, graph);
  gtk_widget_class_bind_template_callback (widget_class, on_span_cb);
}

static void
vpn_gui_live_view_init (VpnGuiLiveView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vpn_gui_live_view_set_profile (VpnGuiLiveView *self, VpnGuiModel *model, VpnGuiProfile *profile)
{
  if (self->profile == profile)
    return;
  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_data (self->profile, self);
  g_set_object (&self->model, model);
  vpn_gui_graph_set_traffic (self->graph,
                             profile == NULL ? NULL : vpn_gui_profile_get_traffic (profile));
  g_set_object (&self->profile, profile);
  if (profile != NULL)
    g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
