#pragma once
#include <openssl/core_names.h>  // names of a key's parameters
#include <openssl/err.h>   // why a call failed, in OpenSSL's words
#include <openssl/evp.h>   // keys, signatures, digests, HMAC
#include <openssl/pem.h>   // keys from PEM text and into it
#include <openssl/pkcs12.h> // keystores
#include <openssl/rand.h>  // random bytes
#include <openssl/rsa.h>   // the size of a new RSA key
#include <openssl/x509.h>  // certificates

// A macro of five flags, which Swift does not import: RFC 2253, but with letters beyond ASCII as they are.
static const unsigned long openssl_name_flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
