#include "adapters/registry/transfer.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace furtka::registry {

Transfer::Transfer(WebRequest request, Done done) : request_(std::move(request)), done_(std::move(done)) { }

Transfer::~Transfer()
{
    if (easy_) curl_->easy_cleanup(easy_);
    if (fields_) curl_->slist_free_all(fields_);
}

template <class Value>
bool Transfer::set(CURLoption option, Value value)
{
    return curl_->easy_setopt(easy_, option, value) == CURLE_OK;
}

bool Transfer::prepare(const CurlLibrary& curl)
{
    curl_ = &curl;
    easy_ = curl.easy_init();
    return easy_ && set_request() && set_limits() && set_trust();
}

bool Transfer::set_request()
{
    for (const auto& [name, value] : request_.headers.all()) {
        auto* longer = curl_->slist_append(fields_, fmt::format("{}: {}", name, value).c_str());
        if (!longer) return false;
        fields_ = longer;
    }
    const std::string address = request_.address.text();
    bool done = set(CURLOPT_URL, address.c_str()) && set(CURLOPT_HTTPHEADER, fields_);
    if (request_.method == "HEAD") done = done && set(CURLOPT_NOBODY, 1L);
    if (request_.method == "POST") {
        done = done && set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request_.form.size()))
            && set(CURLOPT_POSTFIELDS, request_.form.c_str()); // not copied: request_ outlives the handle's use
    }
    return done && set(CURLOPT_HEADERFUNCTION, &on_header) && set(CURLOPT_HEADERDATA, this)
        && set(CURLOPT_WRITEFUNCTION, &on_body) && set(CURLOPT_WRITEDATA, this) && set(CURLOPT_ERRORBUFFER, words_.data());
}

bool Transfer::set_limits()
{
    return set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_limit.count()))
        && set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.limit.count())) && set(CURLOPT_NOSIGNAL, 1L)
        && set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_PROTOCOLS_STR, "https");
}

bool Transfer::set_trust()
{
    if (!request_.verify) return set(CURLOPT_SSL_VERIFYPEER, 0L) && set(CURLOPT_SSL_VERIFYHOST, 0L);
    // The system's folder of certificates (CURLOPT_CAPATH) stays in force beside the file.
    return request_.ca_file.empty() || set(CURLOPT_CAINFO, request_.ca_file.c_str());
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(data, size * count);
    transfer.header_bytes_ += line.size();
    if (transfer.header_bytes_ > largest_header) {
        transfer.too_large_ = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (line.starts_with("HTTP/")) { // of a proxy or a 100 before the answer itself
        transfer.answer_.headers = {};
        return line.size();
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
        transfer.answer_.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    }
    return line.size();
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self)
{
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.answer_.body.size() + size * count > transfer.request_.largest) {
        transfer.too_large_ = true;
        return CURL_WRITEFUNC_ERROR;
    }
    transfer.answer_.body.append(data, size * count);
    return size * count;
}

Error Transfer::error_of(CURLcode code) const
{
    const std::string words = words_[0] ? words_.data() : curl_->easy_strerror(code);
    if (too_large_) return {.kind = ErrorKind::upstream, .key = "answer_too_large", .message = "its answer is too large"};
    if (code == CURLE_OPERATION_TIMEDOUT) return {.kind = ErrorKind::timeout, .key = "time_limit", .message = words};
    const bool talked = code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE
        || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_HTTP2;
    return {.kind = talked ? ErrorKind::upstream : ErrorKind::unavailable, .key = "connect", .message = words};
}

void Transfer::finish(CURLcode code)
{
    if (code != CURLE_OK) return finish(error_of(code));
    long status = 0;
    curl_->easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<int>(status);
    std::exchange(done_, nullptr)(std::move(answer_));
}

void Transfer::finish(Error error)
{
    if (done_) std::exchange(done_, nullptr)(fail(std::move(error)));
}

} // namespace furtka::registry
