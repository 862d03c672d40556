// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "widget-tree.h"

#include "vpn-profile.h"

typedef gboolean (*Matcher) (GtkWidget *widget, const char *name);

static gboolean
has_id (GtkWidget *widget, const char *name)
{
#if GTK_CHECK_VERSION(4, 0, 0)
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0;
#else
  return g_strcmp0 (gtk_buildable_get_name (GTK_BUILDABLE (widget)), name) == 0;
#endif
}

static gboolean
has_key (GtkWidget *widget, const char *name)
{
  const VpnProfileKey *key = g_object_get_data (G_OBJECT (widget), "nmv-key");

  return key != NULL && g_strcmp0 (key->name, name) == 0;
}

static GPtrArray *
children_of (GtkWidget *widget)
{
  GPtrArray *children = g_ptr_array_new ();

#if GTK_CHECK_VERSION(4, 0, 0)
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_ptr_array_add (children, child);
#else
  if (GTK_IS_CONTAINER (widget))
    {
      g_autoptr (GList) list = gtk_container_get_children (GTK_CONTAINER (widget));

      for (GList *link = list; link != NULL; link = link->next)
        g_ptr_array_add (children, link->data);
    }
#endif
  return children;
}

static GtkWidget *
find (GtkWidget *root, Matcher matches, const char *name)
{
  g_autoptr (GPtrArray) children = NULL;

  if (matches (root, name))
    return root;
  children = children_of (root);
  for (guint i = 0; i < children->len; i++)
    {
      GtkWidget *found = find (children->pdata[i], matches, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
widget_tree_find (GtkWidget *root, const char *id)
{
  return find (root, has_id, id);
}

GtkWidget *
widget_tree_find_key (GtkWidget *root, const char *key)
{
  return find (root, has_key, key);
}

void
widget_tree_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
