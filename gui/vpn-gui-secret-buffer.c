// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A password entry's text in locked memory. */
#include "vpn-gui-secret-buffer.h"

#include "secret.h"
#include "vpn-client-agent.h"

#include <string.h>

#define ROOM ((gsize) VPN_CLIENT_SECRET_MAX + 1)

struct _VpnGuiSecretBuffer
{
  GtkEntryBuffer parent_instance;

  SecretBuf *room; /* owned; ROOM octets */
  char *text;      /* borrowed from room; ends with NUL */
  gsize len;       /* octets in use */
  guint n_chars;
};

G_DEFINE_FINAL_TYPE (VpnGuiSecretBuffer, vpn_gui_secret_buffer, GTK_TYPE_ENTRY_BUFFER)

static const char *
get_text (GtkEntryBuffer *buffer, gsize *n_bytes)
{
  VpnGuiSecretBuffer *self = VPN_GUI_SECRET_BUFFER (buffer);

  if (n_bytes != NULL)
    *n_bytes = self->len;
  return self->text;
}

static guint
get_length (GtkEntryBuffer *buffer)
{
  return VPN_GUI_SECRET_BUFFER (buffer)->n_chars;
}

/* What does not fit is left out whole: half a password helps nobody. */
static guint
insert_text (GtkEntryBuffer *buffer, guint position, const char *chars, guint n_chars)
{
  VpnGuiSecretBuffer *self = VPN_GUI_SECRET_BUFFER (buffer);
  gsize n_bytes = (gsize) (g_utf8_offset_to_pointer (chars, n_chars) - chars);
  gsize at;

  if (n_bytes > VPN_CLIENT_SECRET_MAX - self->len)
    {
      gdk_display_beep (gdk_display_get_default ());
      return 0;
    }
  at = (gsize) (g_utf8_offset_to_pointer (self->text, position) - self->text);
  memmove (self->text + at + n_bytes, self->text + at, self->len - at + 1);
  memcpy (self->text + at, chars, n_bytes);
  self->len += n_bytes;
  self->n_chars += n_chars;
  gtk_entry_buffer_emit_inserted_text (buffer, position, chars, n_chars);
  return n_chars;
}

static guint
delete_text (GtkEntryBuffer *buffer, guint position, guint n_chars)
{
  VpnGuiSecretBuffer *self = VPN_GUI_SECRET_BUFFER (buffer);
  gsize from, to;

  position = MIN (position, self->n_chars);
  n_chars = MIN (n_chars, self->n_chars - position);
  if (n_chars == 0)
    return 0;
  from = (gsize) (g_utf8_offset_to_pointer (self->text, position) - self->text);
  to = (gsize) (g_utf8_offset_to_pointer (self->text, position + n_chars) - self->text);
  memmove (self->text + from, self->text + to, self->len - to + 1);
  self->len -= to - from;
  secret_wipe (self->text + self->len, to - from);
  self->n_chars -= n_chars;
  gtk_entry_buffer_emit_deleted_text (buffer, position, n_chars);
  return n_chars;
}

static void
vpn_gui_secret_buffer_finalize (GObject *object)
{
  secret_buf_free (VPN_GUI_SECRET_BUFFER (object)->room);
  G_OBJECT_CLASS (vpn_gui_secret_buffer_parent_class)->finalize (object);
}

static void
vpn_gui_secret_buffer_class_init (VpnGuiSecretBufferClass *klass)
{
  GtkEntryBufferClass *buffer_class = GTK_ENTRY_BUFFER_CLASS (klass);

  buffer_class->get_text = get_text;
  buffer_class->get_length = get_length;
  buffer_class->insert_text = insert_text;
  buffer_class->delete_text = delete_text;
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_secret_buffer_finalize;
}

static void
vpn_gui_secret_buffer_init (VpnGuiSecretBuffer *self)
{
  self->room = secret_buf_new (ROOM);
  self->text = (char *) secret_buf_data (self->room);
}

GtkEntryBuffer *
vpn_gui_secret_buffer_new (void)
{
  return g_object_new (VPN_GUI_TYPE_SECRET_BUFFER, NULL);
}
