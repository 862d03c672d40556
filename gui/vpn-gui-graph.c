// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Draws the traffic. */
#include "vpn-gui-graph.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#include <math.h>

#define POINTS     60u /* of a curve */
#define RATE_MIN   1e4 /* bytes per second at the top of a quiet graph */
#define HEIGHT_MIN 120 /* pixels */
#define GAP        4.0 /* pixels between text and edge */
#define GRID_LINES 4

struct _VpnGuiGraph
{
  GtkDrawingArea parent_instance;

  const VpnGuiTraffic *traffic; /* borrowed; see the setter */
  guint seconds;
};

G_DEFINE_FINAL_TYPE (VpnGuiGraph, vpn_gui_graph, GTK_TYPE_DRAWING_AREA)

typedef struct
{
  cairo_t *cr;
  double width, height; /* of the plot */
  double scale;         /* bytes per second at the top */
  gboolean mirrored;    /* time runs from right to left */
  const VpnGuiRate *rates;
  gboolean received; /* which of the two curves */
} Plot;

double
vpn_gui_graph_round_scale (double rate)
{
  double power = pow (10, floor (log10 (MAX (rate, RATE_MIN))));
  double times = MAX (rate, RATE_MIN) / power;

  if (times <= 1)
    return power;
  if (times <= 2)
    return 2 * power;
  return (times <= 5 ? 5 : 10) * power;
}

static double
get_x (const Plot *plot, guint i)
{
  double x = plot->width * i / (POINTS - 1);

  return plot->mirrored ? plot->width - x : x;
}

static double
get_y (const Plot *plot, guint i)
{
  double rate = plot->received ? plot->rates[i].received : plot->rates[i].sent;

  return plot->height * (1 - MIN (rate / plot->scale, 1));
}

/* Horizontal tangents at each point: smooth, and never above or below what was measured. */
static void
trace_curve (const Plot *plot)
{
  cairo_move_to (plot->cr, get_x (plot, 0), get_y (plot, 0));
  for (guint i = 1; i < POINTS; i++)
    {
      double middle = (get_x (plot, i - 1) + get_x (plot, i)) / 2;

      cairo_curve_to (plot->cr, middle, get_y (plot, i - 1), middle, get_y (plot, i),
                      get_x (plot, i), get_y (plot, i));
    }
}

static void
draw_received (Plot *plot, const GdkRGBA *colour)
{
  cairo_t *cr = plot->cr;

  plot->received = TRUE;
  trace_curve (plot);
  cairo_line_to (cr, get_x (plot, POINTS - 1), plot->height);
  cairo_line_to (cr, get_x (plot, 0), plot->height);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 0.3);
  cairo_fill (cr);
  trace_curve (plot);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

/* Dashed and not filled, so that nobody has to tell the two by their colours. */
static void
draw_sent (Plot *plot, const GdkRGBA *colour)
{
  const double dashes[] = { 4, 3 };

  plot->received = FALSE;
  trace_curve (plot);
  cairo_set_source_rgba (plot->cr, colour->red, colour->green, colour->blue, 0.9);
  cairo_set_line_width (plot->cr, 1.5);
  cairo_set_dash (plot->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (plot->cr);
  cairo_set_dash (plot->cr, NULL, 0, 0);
}

static void
draw_grid (const Plot *plot, const GdkRGBA *colour)
{
  cairo_set_source_rgba (plot->cr, colour->red, colour->green, colour->blue, 0.15);
  cairo_set_line_width (plot->cr, 1);
  for (int i = 0; i <= GRID_LINES; i++)
    {
      double y = floor (plot->height * i / GRID_LINES) + 0.5;

      cairo_move_to (plot->cr, 0, y);
      cairo_line_to (plot->cr, plot->width, y);
    }
  cairo_stroke (plot->cr);
}

static void
draw_scale (VpnGuiGraph *self, const Plot *plot)
{
  g_autofree char *bytes = vpn_client_text_bytes ((guint64) plot->scale);
  /* Translators: a speed: "1.2 MB/s" */
  g_autofree char *text = g_strdup_printf (_ ("%s/s"), bytes);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_render_layout (gtk_widget_get_style_context (GTK_WIDGET (self)), plot->cr,
                     plot->mirrored ? plot->width - width - GAP : GAP, GAP, layout);
}

static double
find_highest (const VpnGuiRate *rates)
{
  double highest = 0;

  for (guint i = 0; i < POINTS; i++)
    highest = MAX (highest, MAX (rates[i].sent, rates[i].received));
  return highest;
}

static gboolean
vpn_gui_graph_draw (GtkWidget *widget, cairo_t *cr)
{
  VpnGuiGraph *self = VPN_GUI_GRAPH (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  VpnGuiRate rates[POINTS] = { { 0, 0 } };
  Plot plot = { .cr = cr, .rates = rates };
  GdkRGBA foreground, accent;

  if (self->traffic != NULL)
    vpn_gui_traffic_read (self->traffic, g_get_monotonic_time (), self->seconds / POINTS, rates,
                          POINTS);
  plot.width = gtk_widget_get_allocated_width (widget);
  plot.height = gtk_widget_get_allocated_height (widget) - 1;
  plot.scale = vpn_gui_graph_round_scale (find_highest (rates));
  plot.mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gtk_style_context_get_color (context, gtk_style_context_get_state (context), &foreground);
  if (!gtk_style_context_lookup_color (context, "theme_selected_bg_color", &accent))
    accent = foreground;
  gtk_render_background (context, cr, 0, 0, plot.width, plot.height + 1);
  draw_grid (&plot, &foreground);
  draw_received (&plot, &accent);
  draw_sent (&plot, &foreground);
  draw_scale (self, &plot);
  return GDK_EVENT_PROPAGATE;
}

static void
vpn_gui_graph_class_init (VpnGuiGraphClass *klass)
{
  GTK_WIDGET_CLASS (klass)->draw = vpn_gui_graph_draw;
}

static void
vpn_gui_graph_init (VpnGuiGraph *self)
{
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self));

  self->seconds = POINTS;
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, HEIGHT_MIN);
  atk_object_set_role (accessible, ATK_ROLE_CHART);
  atk_object_set_name (accessible, _ ("Traffic"));
}

void
vpn_gui_graph_set_traffic (VpnGuiGraph *self, const VpnGuiTraffic *traffic)
{
  self->traffic = traffic;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vpn_gui_graph_set_seconds (VpnGuiGraph *self, guint seconds)
{
  self->seconds = seconds;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
