// api/open_stream.hpp — one of a bounded number of streams, counted for as long as it is sent.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace furtka::api {

/// The count is shared: a stream may end after the API.
class OpenStream {
public:
    explicit OpenStream(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
    ~OpenStream() { --*count_; }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;

private:
    std::shared_ptr<std::size_t> count_;
};

} // namespace furtka::api
