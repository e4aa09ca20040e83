#pragma once
// This module has nothing to call: it defines OpenSSL's functions (OnDemand.c).
