// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A genkand without a network, on a private bus. It is a mock because a front end has to be shown
 * answers that a real daemon gives only with a broken gateway, a slow person or a crash, one at a
 * time and in a millisecond; tests/dbus and tests/lab run the same front ends against the real
 * daemon. It lives on the default main context, as the front end under test does.
 */
#pragma once

#include "vpn-profile.h"

#include "vpn-dbus.h"

typedef struct
{
  const char *kind; /* of RequestSecret */
  const char *prompt;
  gboolean retry;
  const char *expected; /* the right answer; another one ends the connection as login-failed */
} FakeQuestion;

typedef enum
{
  FAKE_GO_ON = 0, /* to the end */
  FAKE_STALL,     /* stays at "contact" until fake_genkand_go_on() */
  FAKE_VANISH,    /* leaves the bus at "contact" */
} FakePlan;

typedef struct
{
  GDBusConnection *bus;
  GDBusObjectManagerServer *objects;
  VpnDbusManager *manager;
  guint name_id;
  guint last_number;
  guint begin_id;  /* source */
  guint n_pending; /* questions under way */
  char *agent;     /* path of the agent of the last Connect */
  char *front_end;

  /* How the next connections go; set by the test. */
  FakePlan plan;
  const FakeQuestion *questions; /* ending with a NULL kind, or NULL */
  const char *reason, *detail;   /* how it fails, NULL: it does not */
  const char *refusal;           /* D-Bus error name of Connect, NULL: none */

  /* What happened. */
  GPtrArray *answers; /* GBytes */
  GVariant *options;  /* of the last Connect */
  guint n_fds;
  GBytes *imported;
  guint n_disconnects;
  guint n_registered;
  const FakeQuestion *asking;
  VpnDbusConnection *connection;
} FakeGenkand;

FakeGenkand *fake_genkand_new (void);
void fake_genkand_free (FakeGenkand *fake);

/* On the bus, or not. Waits until it is so. */
void fake_genkand_appear (FakeGenkand *fake);
void fake_genkand_vanish (FakeGenkand *fake);

/* settings: "key", "text", ..., NULL. Object path, owned. */
char *fake_genkand_add_profile (FakeGenkand *fake, const char *scope, ...) G_GNUC_NULL_TERMINATED;
/* A connection in the given state, without anybody having asked for it. */
VpnDbusConnection *
fake_genkand_add_connection (FakeGenkand *fake, const char *name, const char *state);
void fake_genkand_set_state (VpnDbusConnection *connection, const char *state, const char *reason,
                             const char *detail);
void fake_genkand_go_on (FakeGenkand *fake);
void fake_genkand_remove (FakeGenkand *fake, const char *path);

/* Starts a private bus for the program and points the standard variables at it; g_test_run(). */
int fake_genkand_run_tests (void);

/* Iterates the main context until done returns TRUE; fails the test after ten seconds. */
typedef gboolean (*FakeDone) (gpointer user_data);
void fake_genkand_await (FakeDone done, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeGenkand, fake_genkand_free)
