#include "http/curl_library.hpp"

#include <dlfcn.h>
#include <string>

namespace furtka::http {
namespace {

std::unexpected<Error> missing(std::string found)
{
    return fail({.kind = ErrorKind::unavailable,
        .key = "libcurl_missing",
        .message = "wanted libcurl.so.4 to talk HTTPS or to send mail, found: " + std::move(found),
        .hint = "install Debian's libcurl4 (libcurl4t64 in Debian 13)"});
}

template <class Function>
bool find(void* library, const char* name, Function& into)
{
    into = reinterpret_cast<Function>(::dlsym(library, name));
    return into != nullptr;
}

bool find_all(void* library, CurlLibrary& curl)
{
    return find(library, "curl_global_init", curl.global_init) && find(library, "curl_easy_init", curl.easy_init)
        && find(library, "curl_easy_cleanup", curl.easy_cleanup) && find(library, "curl_easy_setopt", curl.easy_setopt)
        && find(library, "curl_easy_perform", curl.easy_perform) && find(library, "curl_easy_getinfo", curl.easy_getinfo)
        && find(library, "curl_easy_strerror", curl.easy_strerror) && find(library, "curl_multi_init", curl.multi_init)
        && find(library, "curl_multi_cleanup", curl.multi_cleanup) && find(library, "curl_multi_setopt", curl.multi_setopt)
        && find(library, "curl_multi_add_handle", curl.multi_add_handle)
        && find(library, "curl_multi_remove_handle", curl.multi_remove_handle)
        && find(library, "curl_multi_perform", curl.multi_perform) && find(library, "curl_multi_poll", curl.multi_poll)
        && find(library, "curl_multi_wakeup", curl.multi_wakeup)
        && find(library, "curl_multi_info_read", curl.multi_info_read)
        && find(library, "curl_slist_append", curl.slist_append)
        && find(library, "curl_slist_free_all", curl.slist_free_all);
}

Result<CurlLibrary> load()
{
    constexpr unsigned oldest = 0x075500; // CURLOPT_PROTOCOLS_STR
    void* library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return missing(::dlerror());
    CurlLibrary curl;
    if (!find_all(library, curl)) return missing("a library without the functions needed");
    decltype(&::curl_version_info) version_info = nullptr;
    if (!find(library, "curl_version_info", version_info)) return missing("a library without a version");
    const auto* version = version_info(CURLVERSION_NOW);
    if (version->version_num < oldest) return missing(std::string("version ") + version->version);
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return missing("it cannot be started");
    return curl;
}

} // namespace

Result<const CurlLibrary*> CurlLibrary::get()
{
    static const Result<CurlLibrary> library = load();
    if (!library) return fail(library.error());
    return &*library;
}

} // namespace furtka::http
