// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The one table of transforms: X (keyword, kind, id, key bits, legacy, text). kind completes
 * IKE_TRANSFORM_. The first row of a transform gives its text; further rows are other spellings in
 * use. Legacy words are known only where a profile asks for them loudly. Private to
 * ike-proposal-words.c.
 */
#pragma once

#include "ike-types.h"

/* "none": the words before it with and without a new key exchange, as two proposals. */
#define IKE_PROPOSAL_TABLE(X)                                                             \
  X ("aes256gcm16", ENCR, CRY_ENCR_AES_GCM_16, 256, FALSE, "AES_GCM_16_256")              \
  X ("aes192gcm16", ENCR, CRY_ENCR_AES_GCM_16, 192, FALSE, "AES_GCM_16_192")              \
  X ("aes128gcm16", ENCR, CRY_ENCR_AES_GCM_16, 128, FALSE, "AES_GCM_16_128")              \
  X ("aes256gcm128", ENCR, CRY_ENCR_AES_GCM_16, 256, FALSE, "AES_GCM_16_256")             \
  X ("aes192gcm128", ENCR, CRY_ENCR_AES_GCM_16, 192, FALSE, "AES_GCM_16_192")             \
  X ("aes128gcm128", ENCR, CRY_ENCR_AES_GCM_16, 128, FALSE, "AES_GCM_16_128")             \
  X ("chacha20poly1305", ENCR, CRY_ENCR_CHACHA20_POLY1305, 0, FALSE, "CHACHA20_POLY1305") \
  X ("aes256", ENCR, CRY_ENCR_AES_CBC, 256, FALSE, "AES_CBC_256")                         \
  X ("aes192", ENCR, CRY_ENCR_AES_CBC, 192, FALSE, "AES_CBC_192")                         \
  X ("aes128", ENCR, CRY_ENCR_AES_CBC, 128, FALSE, "AES_CBC_128")                         \
  X ("aes", ENCR, CRY_ENCR_AES_CBC, 128, FALSE, "AES_CBC_128")                            \
  X ("aes256gcm12", ENCR, CRY_ENCR_AES_GCM_12, 256, FALSE, "AES_GCM_12_256")              \
  X ("aes192gcm12", ENCR, CRY_ENCR_AES_GCM_12, 192, FALSE, "AES_GCM_12_192")              \
  X ("aes128gcm12", ENCR, CRY_ENCR_AES_GCM_12, 128, FALSE, "AES_GCM_12_128")              \
  X ("aes256gcm96", ENCR, CRY_ENCR_AES_GCM_12, 256, FALSE, "AES_GCM_12_256")              \
  X ("aes192gcm96", ENCR, CRY_ENCR_AES_GCM_12, 192, FALSE, "AES_GCM_12_192")              \
  X ("aes128gcm96", ENCR, CRY_ENCR_AES_GCM_12, 128, FALSE, "AES_GCM_12_128")              \
  X ("aes256gcm8", ENCR, CRY_ENCR_AES_GCM_8, 256, FALSE, "AES_GCM_8_256")                 \
  X ("aes192gcm8", ENCR, CRY_ENCR_AES_GCM_8, 192, FALSE, "AES_GCM_8_192")                 \
  X ("aes128gcm8", ENCR, CRY_ENCR_AES_GCM_8, 128, FALSE, "AES_GCM_8_128")                 \
  X ("aes256gcm64", ENCR, CRY_ENCR_AES_GCM_8, 256, FALSE, "AES_GCM_8_256")                \
  X ("aes192gcm64", ENCR, CRY_ENCR_AES_GCM_8, 192, FALSE, "AES_GCM_8_192")                \
  X ("aes128gcm64", ENCR, CRY_ENCR_AES_GCM_8, 128, FALSE, "AES_GCM_8_128")                \
  X ("aes256ccm16", ENCR, CRY_ENCR_AES_CCM_16, 256, FALSE, "AES_CCM_16_256")              \
  X ("aes192ccm16", ENCR, CRY_ENCR_AES_CCM_16, 192, FALSE, "AES_CCM_16_192")              \
  X ("aes128ccm16", ENCR, CRY_ENCR_AES_CCM_16, 128, FALSE, "AES_CCM_16_128")              \
  X ("aes256ccm128", ENCR, CRY_ENCR_AES_CCM_16, 256, FALSE, "AES_CCM_16_256")             \
  X ("aes192ccm128", ENCR, CRY_ENCR_AES_CCM_16, 192, FALSE, "AES_CCM_16_192")             \
  X ("aes128ccm128", ENCR, CRY_ENCR_AES_CCM_16, 128, FALSE, "AES_CCM_16_128")             \
  X ("aes256ccm12", ENCR, CRY_ENCR_AES_CCM_12, 256, FALSE, "AES_CCM_12_256")              \
  X ("aes192ccm12", ENCR, CRY_ENCR_AES_CCM_12, 192, FALSE, "AES_CCM_12_192")              \
  X ("aes128ccm12", ENCR, CRY_ENCR_AES_CCM_12, 128, FALSE, "AES_CCM_12_128")              \
  X ("aes256ccm96", ENCR, CRY_ENCR_AES_CCM_12, 256, FALSE, "AES_CCM_12_256")              \
  X ("aes192ccm96", ENCR, CRY_ENCR_AES_CCM_12, 192, FALSE, "AES_CCM_12_192")              \
  X ("aes128ccm96", ENCR, CRY_ENCR_AES_CCM_12, 128, FALSE, "AES_CCM_12_128")              \
  X ("aes256ccm8", ENCR, CRY_ENCR_AES_CCM_8, 256, FALSE, "AES_CCM_8_256")                 \
  X ("aes192ccm8", ENCR, CRY_ENCR_AES_CCM_8, 192, FALSE, "AES_CCM_8_192")                 \
  X ("aes128ccm8", ENCR, CRY_ENCR_AES_CCM_8, 128, FALSE, "AES_CCM_8_128")                 \
  X ("aes256ccm64", ENCR, CRY_ENCR_AES_CCM_8, 256, FALSE, "AES_CCM_8_256")                \
  X ("aes192ccm64", ENCR, CRY_ENCR_AES_CCM_8, 192, FALSE, "AES_CCM_8_192")                \
  X ("aes128ccm64", ENCR, CRY_ENCR_AES_CCM_8, 128, FALSE, "AES_CCM_8_128")                \
  X ("aes256ctr", ENCR, CRY_ENCR_AES_CTR, 256, FALSE, "AES_CTR_256")                      \
  X ("aes192ctr", ENCR, CRY_ENCR_AES_CTR, 192, FALSE, "AES_CTR_192")                      \
  X ("aes128ctr", ENCR, CRY_ENCR_AES_CTR, 128, FALSE, "AES_CTR_128")                      \
  X ("aes256gcm16iiv", ENCR, CRY_ENCR_AES_GCM_16_IIV, 256, FALSE, "AES_GCM_16_IIV_256")   \
  X ("aes192gcm16iiv", ENCR, CRY_ENCR_AES_GCM_16_IIV, 192, FALSE, "AES_GCM_16_IIV_192")   \
  X ("aes128gcm16iiv", ENCR, CRY_ENCR_AES_GCM_16_IIV, 128, FALSE, "AES_GCM_16_IIV_128")   \
  X ("aes256ccm16iiv", ENCR, CRY_ENCR_AES_CCM_16_IIV, 256, FALSE, "AES_CCM_16_IIV_256")   \
  X ("aes192ccm16iiv", ENCR, CRY_ENCR_AES_CCM_16_IIV, 192, FALSE, "AES_CCM_16_IIV_192")   \
  X ("aes128ccm16iiv", ENCR, CRY_ENCR_AES_CCM_16_IIV, 128, FALSE, "AES_CCM_16_IIV_128")   \
  X ("chacha20poly1305iiv", ENCR, CRY_ENCR_CHACHA20_POLY1305_IIV, 0, FALSE,               \
     "CHACHA20_POLY1305_IIV")                                                             \
  X ("aes256gmac", ENCR, CRY_ENCR_NULL_AES_GMAC, 256, TRUE, "NULL_AES_GMAC_256")          \
  X ("aes192gmac", ENCR, CRY_ENCR_NULL_AES_GMAC, 192, TRUE, "NULL_AES_GMAC_192")          \
  X ("aes128gmac", ENCR, CRY_ENCR_NULL_AES_GMAC, 128, TRUE, "NULL_AES_GMAC_128")          \
  X ("prfsha256", PRF, CRY_PRF_HMAC_SHA2_256, 0, FALSE, "PRF_HMAC_SHA2_256")              \
  X ("prfsha384", PRF, CRY_PRF_HMAC_SHA2_384, 0, FALSE, "PRF_HMAC_SHA2_384")              \
  X ("prfsha512", PRF, CRY_PRF_HMAC_SHA2_512, 0, FALSE, "PRF_HMAC_SHA2_512")              \
  X ("prfsha1", PRF, CRY_PRF_HMAC_SHA1, 0, TRUE, "PRF_HMAC_SHA1")                         \
  X ("sha256", INTEG, CRY_INTEG_HMAC_SHA2_256_128, 0, FALSE, "HMAC_SHA2_256_128")         \
  X ("sha2_256", INTEG, CRY_INTEG_HMAC_SHA2_256_128, 0, FALSE, "HMAC_SHA2_256_128")       \
  X ("sha384", INTEG, CRY_INTEG_HMAC_SHA2_384_192, 0, FALSE, "HMAC_SHA2_384_192")         \
  X ("sha2_384", INTEG, CRY_INTEG_HMAC_SHA2_384_192, 0, FALSE, "HMAC_SHA2_384_192")       \
  X ("sha512", INTEG, CRY_INTEG_HMAC_SHA2_512_256, 0, FALSE, "HMAC_SHA2_512_256")         \
  X ("sha2_512", INTEG, CRY_INTEG_HMAC_SHA2_512_256, 0, FALSE, "HMAC_SHA2_512_256")       \
  X ("sha1", INTEG, CRY_INTEG_HMAC_SHA1_96, 0, TRUE, "HMAC_SHA1_96")                      \
  X ("sha", INTEG, CRY_INTEG_HMAC_SHA1_96, 0, TRUE, "HMAC_SHA1_96")                       \
  X ("ecp256", KE, CRY_KE_ECP256, 0, FALSE, "ECP_256")                                    \
  X ("ecp384", KE, CRY_KE_ECP384, 0, FALSE, "ECP_384")                                    \
  X ("ecp521", KE, CRY_KE_ECP521, 0, FALSE, "ECP_521")                                    \
  X ("x25519", KE, CRY_KE_X25519, 0, FALSE, "X25519")                                     \
  X ("curve25519", KE, CRY_KE_X25519, 0, FALSE, "X25519")                                 \
  X ("modp2048", KE, CRY_KE_MODP2048, 0, FALSE, "MODP_2048")                              \
  X ("modp3072", KE, CRY_KE_MODP3072, 0, FALSE, "MODP_3072")                              \
  X ("modp4096", KE, CRY_KE_MODP4096, 0, FALSE, "MODP_4096")                              \
  X ("ecp256bp", KE, CRY_KE_BRAINPOOL256, 0, FALSE, "BRAINPOOL_256")                      \
  X ("ecp384bp", KE, CRY_KE_BRAINPOOL384, 0, FALSE, "BRAINPOOL_384")                      \
  X ("ecp512bp", KE, CRY_KE_BRAINPOOL512, 0, FALSE, "BRAINPOOL_512")                      \
  X ("x448", KE, CRY_KE_X448, 0, FALSE, "X448")                                           \
  X ("curve448", KE, CRY_KE_X448, 0, FALSE, "X448")                                       \
  X ("modp6144", KE, CRY_KE_MODP6144, 0, FALSE, "MODP_6144")                              \
  X ("modp8192", KE, CRY_KE_MODP8192, 0, FALSE, "MODP_8192")                              \
  X ("modp1536", KE, CRY_KE_MODP1536, 0, TRUE, "MODP_1536")                               \
  X ("modp1024", KE, CRY_KE_MODP1024, 0, TRUE, "MODP_1024")                               \
  X ("none", KE, CRY_KE_NONE, 0, FALSE, "NONE")                                           \
  X ("modpnone", KE, CRY_KE_NONE, 0, FALSE, "NONE")                                       \
  X ("esn", ESN, 1, 0, FALSE, "ESN")                                                      \
  X ("noesn", ESN, 0, 0, FALSE, "NO_ESN")
