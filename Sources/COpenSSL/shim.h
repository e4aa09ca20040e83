#pragma once
// No function is needed here: all that Signing calls are plain functions, none is variadic or a macro.
#include <openssl/err.h>   // why a call failed, in OpenSSL's words
#include <openssl/evp.h>   // keys, signatures, digests, HMAC, PBKDF2
#include <openssl/pem.h>   // keys from PEM text
#include <openssl/rand.h>  // random bytes
