#pragma once
// scrypt alone, from the archive as libyaml is. OpenSSL has it too, but to load and prepare OpenSSL takes five times as long
// as this does, and a run with a reused login over plain HTTP needs nothing else of it (OpenSSLOnDemand).
#include <libscrypt.h>
