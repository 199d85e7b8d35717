// http/stream_writer.hpp — the open body of a response, in chunks (RFC 9112, 7.1).
#pragma once

#include "http/message.hpp"
#include "http/session.hpp"

namespace furtka::http {

class StreamWriter final : public BodyWriter {
public:
    StreamWriter(Session& session, bool chunked) : session_(session), chunked_(chunked) { }

    Task<Result<void>> write(std::string_view piece) override;
    Task<void> closed() override;
    void cut() override;

    /// Ends the body. False: the client is gone.
    Task<bool> end();
    std::size_t bytes() const { return bytes_; }

private:
    bool is_over() const;

    Session& session_;
    bool chunked_;
    std::size_t bytes_ = 0;
};

} // namespace furtka::http
