#pragma once
#include <curl/curl.h>

// libcurl's handles are all `void *`; as structs of their own they can't be taken for one another, and no Swift
// signature shows a raw pointer.
typedef struct { CURL *raw; } CurlEasy;
typedef struct { CURLM *raw; } CurlMulti;
typedef struct { struct curl_slist *raw; } CurlList;

// The type of CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which curl.h spells with `char *` but names no common type.
typedef size_t (*CurlReceive)(char *bytes, size_t size, size_t count, void *context);

// Swift imports no variadic C function, so each type of value that curl_easy_setopt takes needs a function.
static inline CURLcode curl_set_text(CurlEasy easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy.raw, option, value);
}
// As above, for `long`: numbers and switches.
static inline CURLcode curl_set_long(CurlEasy easy, CURLoption option, long value) {
    return curl_easy_setopt(easy.raw, option, value);
}
// As above, for `curl_off_t`: sizes.
static inline CURLcode curl_set_size(CurlEasy easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy.raw, option, value);
}
// As above, for pointers to memory: bodies, buffers and the callbacks' context.
static inline CURLcode curl_set_pointer(CurlEasy easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy.raw, option, value);
}
// As above, for bytes that stand for a file; libcurl copies them.
static inline CURLcode curl_set_blob(CurlEasy easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy.raw, option, &blob);
}
// As above, for lists of header lines.
static inline CURLcode curl_set_list(CurlEasy easy, CURLoption option, CurlList value) {
    return curl_easy_setopt(easy.raw, option, value.raw);
}
// As above, for the callbacks that receive bytes.
static inline CURLcode curl_set_receive(CurlEasy easy, CURLoption option, CurlReceive value) {
    return curl_easy_setopt(easy.raw, option, value);
}
// CURLOPT_PROTOCOLS_STR came with 7.85; an older library gets the number that it replaced, which Swift may not name: it is deprecated.
static inline CURLcode curl_set_http_only(CurlEasy easy) {
    CURLcode code = curl_easy_setopt(easy.raw, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code != CURLE_UNKNOWN_OPTION) { return code; }
    return curl_easy_setopt(easy.raw, (CURLoption)181, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

// curl_easy_getinfo is variadic too: this one for `long`.
static inline CURLcode curl_get_long(CurlEasy easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy.raw, info, value);
}

// As above, for the fields of the server's own certificate (CURLOPT_CERTINFO), `Name:value` each; the list is the handle's.
static inline CurlList curl_get_certificate(CurlEasy easy) {
    struct curl_certinfo *chain = NULL;
    CurlList fields = {NULL};
    if (curl_easy_getinfo(easy.raw, CURLINFO_CERTINFO, &chain) == CURLE_OK && chain && chain->num_of_certs > 0) {
        fields.raw = chain->certinfo[0];
    }
    return fields;
}

// A finished transfer's CURLOPT_PRIVATE and result; false when no more are finished. CURLMsg is a union, and its
// easy handle a raw pointer.
static inline int curl_next_finished(CurlMulti multi, void **private_value, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi.raw, &left))) {
        if (message->msg != CURLMSG_DONE) { continue; }
        *result = message->data.result;
        return curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, private_value) == CURLE_OK;
    }
    return 0;
}
