// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A stand-in for genkand with one profile, "office", and the model that follows it. */
#pragma once

#include "fake-genkand.h"
#include "vpn-gui-model.h"

typedef struct
{
  FakeGenkand *fake;
  VpnGuiModel *model;
  VpnGuiProfile *office; /* counted */
  VpnState awaited;
} ModelFixture;

/* For g_test_add(). */
void model_fixture_set_up (ModelFixture *fixture, gconstpointer data);
void model_fixture_tear_down (ModelFixture *fixture, gconstpointer data);

/* Runs the main loop until office is in that state. */
void model_fixture_await_state (ModelFixture *fixture, VpnState state);
