// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-admit.h"

#define BIT(name) IKE_PAYLOAD_BIT (IKE_PAYLOAD_##name)

typedef struct
{
  const char *what;
  guint8 exchange;
  gboolean response;
  IkeStage stage;
  guint32 present;
  IkeAdmitVerdict expected;
} Case;

#define INIT   IKE_EXCHANGE_IKE_SA_INIT
#define AUTH   IKE_EXCHANGE_IKE_AUTH
#define CREATE IKE_EXCHANGE_CREATE_CHILD_SA
#define INFO   IKE_EXCHANGE_INFORMATIONAL
#define CHILD  (BIT (SA) | BIT (TSI) | BIT (TSR))

static const Case cases[] = {
  { "answer to IKE_SA_INIT", INIT, TRUE, IKE_STAGE_INIT,
    BIT (SA) | BIT (KE) | BIT (NONCE) | BIT (NOTIFY) | BIT (CERTREQ), IKE_ADMIT_OK },
  { "refusal of IKE_SA_INIT", INIT, TRUE, IKE_STAGE_INIT, BIT (NOTIFY), IKE_ADMIT_OK },
  { "no nonce", INIT, TRUE, IKE_STAGE_INIT, BIT (SA) | BIT (KE), IKE_ADMIT_DROP },
  { "nothing at all", INIT, TRUE, IKE_STAGE_INIT, 0, IKE_ADMIT_DROP },
  { "AUTH in IKE_SA_INIT", INIT, TRUE, IKE_STAGE_INIT,
    BIT (SA) | BIT (KE) | BIT (NONCE) | BIT (AUTH), IKE_ADMIT_DROP },
  { "another answer to IKE_SA_INIT", INIT, TRUE, IKE_STAGE_GATEWAY,
    BIT (SA) | BIT (KE) | BIT (NONCE), IKE_ADMIT_OK },
  { "answer to IKE_SA_INIT when the gateway is proven", INIT, TRUE, IKE_STAGE_USER,
    BIT (SA) | BIT (KE) | BIT (NONCE), IKE_ADMIT_DROP },
  { "request of IKE_SA_INIT", INIT, FALSE, IKE_STAGE_ESTABLISHED, BIT (SA) | BIT (KE) | BIT (NONCE),
    IKE_ADMIT_DROP },

  { "gateway's proof", AUTH, TRUE, IKE_STAGE_GATEWAY,
    BIT (IDR) | BIT (CERT) | BIT (AUTH) | BIT (EAP), IKE_ADMIT_OK },
  { "proof and Child SA", AUTH, TRUE, IKE_STAGE_GATEWAY,
    BIT (IDR) | BIT (AUTH) | CHILD | BIT (CP) | BIT (NOTIFY), IKE_ADMIT_OK },
  { "EAP without proof reaches the task, which says so", AUTH, TRUE, IKE_STAGE_GATEWAY, BIT (EAP),
    IKE_ADMIT_OK },
  { "refusal", AUTH, TRUE, IKE_STAGE_GATEWAY, BIT (NOTIFY), IKE_ADMIT_OK },
  { "Child SA without identity", AUTH, TRUE, IKE_STAGE_GATEWAY, CHILD, IKE_ADMIT_BREACH },
  { "key exchange in IKE_AUTH", AUTH, TRUE, IKE_STAGE_GATEWAY, BIT (IDR) | BIT (AUTH) | BIT (KE),
    IKE_ADMIT_BREACH },
  { "EAP round", AUTH, TRUE, IKE_STAGE_USER, BIT (EAP) | BIT (NOTIFY), IKE_ADMIT_OK },
  { "Child SA in the middle of EAP", AUTH, TRUE, IKE_STAGE_USER, BIT (AUTH) | CHILD,
    IKE_ADMIT_BREACH },
  { "end of EAP", AUTH, TRUE, IKE_STAGE_CONFIGURE, BIT (AUTH) | CHILD | BIT (CP), IKE_ADMIT_OK },
  { "end of EAP without AUTH", AUTH, TRUE, IKE_STAGE_CONFIGURE, CHILD | BIT (CP),
    IKE_ADMIT_BREACH },
  { "IKE_AUTH request of the gateway", AUTH, FALSE, IKE_STAGE_ESTABLISHED, BIT (IDR),
    IKE_ADMIT_REFUSE },

  { "CREATE_CHILD_SA before AUTH", CREATE, FALSE, IKE_STAGE_GATEWAY, BIT (SA) | BIT (NONCE),
    IKE_ADMIT_DROP },
  { "CREATE_CHILD_SA in EAP", CREATE, FALSE, IKE_STAGE_USER, BIT (SA) | BIT (NONCE),
    IKE_ADMIT_DROP },
  { "INFORMATIONAL before AUTH", INFO, FALSE, IKE_STAGE_GATEWAY, 0, IKE_ADMIT_DROP },
  { "Delete before the final AUTH", INFO, FALSE, IKE_STAGE_CONFIGURE, BIT (DELETE),
    IKE_ADMIT_DROP },

  { "liveness", INFO, FALSE, IKE_STAGE_ESTABLISHED, 0, IKE_ADMIT_OK },
  { "Delete", INFO, FALSE, IKE_STAGE_ESTABLISHED, BIT (DELETE), IKE_ADMIT_OK },
  { "crossing Delete", INFO, FALSE, IKE_STAGE_CLOSING, BIT (DELETE), IKE_ADMIT_OK },
  { "rekey with CP", CREATE, FALSE, IKE_STAGE_ESTABLISHED,
    CHILD | BIT (NONCE) | BIT (NOTIFY) | BIT (CP), IKE_ADMIT_OK },
  { "rekey without nonce", CREATE, FALSE, IKE_STAGE_ESTABLISHED, BIT (SA), IKE_ADMIT_REFUSE },
  { "identity in INFORMATIONAL", INFO, FALSE, IKE_STAGE_ESTABLISHED, BIT (IDI), IKE_ADMIT_REFUSE },
  { "unknown exchange", 200, FALSE, IKE_STAGE_ESTABLISHED, 0, IKE_ADMIT_REFUSE },
  { "unknown exchange before AUTH", 200, FALSE, IKE_STAGE_GATEWAY, 0, IKE_ADMIT_DROP },
  { "answer to a rekey", CREATE, TRUE, IKE_STAGE_ESTABLISHED, CHILD | BIT (NONCE) | BIT (KE),
    IKE_ADMIT_OK },
  { "refused rekey", CREATE, TRUE, IKE_STAGE_ESTABLISHED, BIT (NOTIFY), IKE_ADMIT_OK },
  { "empty answer to a rekey", CREATE, TRUE, IKE_STAGE_ESTABLISHED, 0, IKE_ADMIT_BREACH },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IkeMessage message = {
        .header = { .exchange = cases[i].exchange, .response = cases[i].response },
        .present = cases[i].present,
      };

      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (ike_admit (&message, cases[i].stage), ==, cases[i].expected);
    }
}

/* CVE-2014-2338, CVE-2019-12312: no request of any kind before the gateway is proven. */
static void
test_no_request_before_auth (void)
{
  for (int stage = IKE_STAGE_IDLE; stage < IKE_STAGE_ESTABLISHED; stage++)
    for (guint exchange = 0; exchange <= 255; exchange++)
      {
        IkeMessage message = { .header = { .exchange = (guint8) exchange } };

        message.present = BIT (SA) | BIT (NONCE);
        g_assert_cmpint (ike_admit (&message, (IkeStage) stage), ==, IKE_ADMIT_DROP);
        message.present = 0;
        g_assert_cmpint (ike_admit (&message, (IkeStage) stage), ==, IKE_ADMIT_DROP);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/admit/MSG-35+RTX-19/table", test_table);
  g_test_add_func ("/ike/admit/no-request-before-auth", test_no_request_before_auth);
  return g_test_run ();
}
