#pragma once
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

// Swift imports no variadic C function, and MHD_start_daemon ends in a list of options. One thread a connection, so that a
// handler may wait for the model; on the loopback address only; the URI as it came, since MHD unescapes what it hands on;
// requests of up to 256 kB before the body, as the longest headers that the real server takes.
static inline struct MHD_Daemon *latchkey_start(struct sockaddr_in *address, MHD_AccessHandlerCallback handler, void *(*request)(void *, const char *, struct MHD_Connection *), MHD_RequestCompletedCallback completed, void *context) { return MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handler, context, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)address, MHD_OPTION_URI_LOG_CALLBACK, request, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)262144, MHD_OPTION_END); }

// MHD_get_daemon_info is variadic as well; 0 when the port is not known.
static inline uint16_t latchkey_port(struct MHD_Daemon *daemon) { const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT); return info ? info->port : 0; }

// INADDR_LOOPBACK and htons are macros that Swift does not see in every C library.
static inline struct sockaddr_in latchkey_loopback(uint16_t port) { struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}}; return address; }
