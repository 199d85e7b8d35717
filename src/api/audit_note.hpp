// api/audit_note.hpp — the audit entry of one request, while it is on its way.
#pragma once

#include "http/message.hpp"
#include "services/access_book.hpp"
#include "services/audit_log.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::api {

/// Most requests are read and never noted, so that an entry is put together only when it is written. References and views
/// outlive the request.
class AuditNote {
public:
    AuditNote(AuditLog& log, const AccessBook& clock, std::string_view method, std::string_view path, const http::Peer& peer)
        : log_(log), clock_(clock), method_(method), path_(path), peer_(peer)
    {
    }

    void by(const Caller& caller) { caller_ = &caller; }
    /// Somebody who has just logged in.
    void by_user(const std::string& name) { user_ = name; }
    void about(std::string_view app) { about_ = app; }
    /// A job that may take long was begun: written at once.
    void started(std::uint64_t job);
    /// Written unless it was already.
    void ended(std::string result);

private:
    void write(std::string result);

    AuditLog& log_;
    const AccessBook& clock_;
    std::string_view method_;
    std::string_view path_;
    const http::Peer& peer_;
    const Caller* caller_ = nullptr;
    std::string user_;
    std::string about_;
    std::optional<std::uint64_t> job_;
    bool written_ = false;
};

} // namespace furtka::api
