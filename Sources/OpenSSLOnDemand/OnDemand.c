// OpenSSL, loaded by the first call of one of its functions instead of by the start of the process.
//
// Loading libssl and libcrypto and preparing them takes as long as all else that a run does which talks plain HTTP and reuses
// a login (docs/speed.md), and such a run calls nothing of them. Neither glibc nor the linker can put off loading a library
// (Solaris' -z lazyload can). So each function that we use is defined here as a jump through a slot; an empty slot is
// filled by dlsym. What is called is the host's library, as ever, with its updates.
//
// Only for x86-64, where it is tested; elsewhere the linker takes the library itself (Package.swift).
#if defined(__x86_64__)
#include "functions.h"
#include "OpenSSLOnDemand.h"
#include <dlfcn.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

// The slots are zero, so that the loader has nothing to write into them. r10 and r11 are the only registers in which
// no argument is passed and that nobody expects to keep (System V ABI, AMD64, 3.2.3).
#define FUNCTION(name) \
    __asm__(".local openssl_slot_" #name "\n" \
            ".comm openssl_slot_" #name ",8,8\n" \
            ".section .rodata.str1.1,\"aMS\",@progbits,1\n" \
            ".Lopenssl_name_" #name ": .asciz \"" #name "\"\n" \
            ".text\n" \
            ".globl " #name "\n" \
            ".hidden " #name "\n" \
            ".type " #name ",@function\n" \
            #name ":\n" \
            "    movq openssl_slot_" #name "(%rip), %r11\n" \
            "    testq %r11, %r11\n" \
            "    jz 1f\n" \
            "    jmpq *%r11\n" \
            "1:  leaq openssl_slot_" #name "(%rip), %r11\n" \
            "    leaq .Lopenssl_name_" #name "(%rip), %r10\n" \
            "    jmp openssl_first_call\n" \
            ".size " #name ", . - " #name "\n");
OPENSSL_FUNCTIONS(FUNCTION)

// Keeps every register that may hold an argument, fills the slot, and goes on to the function.
__asm__(".text\n"
        ".type openssl_first_call,@function\n"
        "openssl_first_call:\n"
        "    pushq %rbp\n"
        "    movq %rsp, %rbp\n"
        "    pushq %rdi\n"
        "    pushq %rsi\n"
        "    pushq %rdx\n"
        "    pushq %rcx\n"
        "    pushq %r8\n"
        "    pushq %r9\n"
        "    pushq %rax\n"
        "    subq $136, %rsp\n"
        "    movups %xmm0, (%rsp)\n"
        "    movups %xmm1, 16(%rsp)\n"
        "    movups %xmm2, 32(%rsp)\n"
        "    movups %xmm3, 48(%rsp)\n"
        "    movups %xmm4, 64(%rsp)\n"
        "    movups %xmm5, 80(%rsp)\n"
        "    movups %xmm6, 96(%rsp)\n"
        "    movups %xmm7, 112(%rsp)\n"
        "    movq %r11, %rdi\n"
        "    movq %r10, %rsi\n"
        "    call openssl_fill\n"
        "    movq %rax, %r11\n"
        "    movups (%rsp), %xmm0\n"
        "    movups 16(%rsp), %xmm1\n"
        "    movups 32(%rsp), %xmm2\n"
        "    movups 48(%rsp), %xmm3\n"
        "    movups 64(%rsp), %xmm4\n"
        "    movups 80(%rsp), %xmm5\n"
        "    movups 96(%rsp), %xmm6\n"
        "    movups 112(%rsp), %xmm7\n"
        "    addq $136, %rsp\n"
        "    popq %rax\n"
        "    popq %r9\n"
        "    popq %r8\n"
        "    popq %rcx\n"
        "    popq %rdx\n"
        "    popq %rsi\n"
        "    popq %rdi\n"
        "    popq %rbp\n"
        "    jmpq *%r11\n"
        ".size openssl_first_call, . - openssl_first_call\n");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic(void *) library;
static _Atomic(uint64_t) options;

static void give_up(const char *reason) {
    fprintf(stderr, "latchkey: OpenSSL 3 is needed and cannot be loaded: %s. Install it (Debian: libssl3).\n", reason);
    exit(1);
}

static void *find(const char *name) {
    void *function = dlsym(atomic_load(&library), name);
    if (!function) { give_up(dlerror()); }
    return function;
}

static void load(void) {
    // libssl brings libcrypto, in which dlsym looks too.
    void *handle = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!handle) { give_up(dlerror()); }
    atomic_store(&library, handle);
    int (*initialize)(uint64_t, const OPENSSL_INIT_SETTINGS *);
    *(void **)&initialize = find("OPENSSL_init_ssl");
    if (atomic_load(&options)) { initialize(atomic_load(&options), NULL); }
}

// The function of that name, written into its slot too; two threads that do this at once write the same.
__attribute__((used, visibility("hidden"))) void *openssl_fill(_Atomic(void *) *slot, const char *name) {
    pthread_once(&once, load);
    void *function = find(name);
    atomic_store(slot, function);
    return function;
}

// libcurl calls this first of all, whatever it will be used for; it can wait, since OpenSSL prepares itself.
__attribute__((visibility("hidden"))) int OPENSSL_init_ssl(uint64_t wanted, const OPENSSL_INIT_SETTINGS *settings) {
    if (!settings && !atomic_load(&library)) {
        atomic_fetch_or(&options, wanted);
        return 1;
    }
    pthread_once(&once, load);
    int (*initialize)(uint64_t, const OPENSSL_INIT_SETTINGS *);
    *(void **)&initialize = find("OPENSSL_init_ssl");
    return initialize(wanted, settings);
}
#endif
