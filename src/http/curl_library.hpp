// http/curl_library.hpp — libcurl, loaded when it is first needed: by an HTTPS registry, or by a notification.
//
// Linking it costs a daemon that never asks one 6 MiB resident at start, its 33 further libraries included (measured on
// Debian 12: a program that does nothing has 3.0 MiB without it, 9.0 MiB with it); the whole idle daemon is meant to have 8.
#pragma once

#include "base/result.hpp"

// The functions are used through pointers: the header's argument checks are macros around the names.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

namespace furtka::http {

/// The functions of libcurl that are used.
struct CurlLibrary {
    decltype(&::curl_global_init) global_init = nullptr;
    decltype(&::curl_easy_init) easy_init = nullptr;
    decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&::curl_easy_setopt) easy_setopt = nullptr;
    decltype(&::curl_easy_perform) easy_perform = nullptr;
    decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&::curl_easy_strerror) easy_strerror = nullptr;
    decltype(&::curl_multi_init) multi_init = nullptr;
    decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
    decltype(&::curl_multi_setopt) multi_setopt = nullptr;
    decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
    decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
    decltype(&::curl_multi_perform) multi_perform = nullptr;
    decltype(&::curl_multi_poll) multi_poll = nullptr;
    decltype(&::curl_multi_wakeup) multi_wakeup = nullptr;
    decltype(&::curl_multi_info_read) multi_info_read = nullptr;
    decltype(&::curl_slist_append) slist_append = nullptr;
    decltype(&::curl_slist_free_all) slist_free_all = nullptr;

    /// Loads the library once; it stays. May be called from any thread. unavailable `libcurl_missing`: it is not installed,
    /// or older than 7.85.
    static Result<const CurlLibrary*> get();
};

} // namespace furtka::http
