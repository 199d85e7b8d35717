// cli/upload.hpp — a file that an app was exported into, brought to the daemon.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>

namespace furtka::cli {

/// Whether a file begins like an export.
bool is_export(const std::filesystem::path& file);

/// A file at the daemon. Deleted there with this object, unless it was left to a job.
class Upload {
public:
    /// Sends the file, with progress on a terminal. not_found `file_missing`; the daemon's errors.
    static Result<Upload> send(Session& session, const std::filesystem::path& file, Shown shown);
    Upload(Upload&& other) noexcept;
    Upload& operator=(Upload&&) = delete;
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    ~Upload();

    /// `/api/imports/4f1c…` for an empty `rest`.
    std::string target(std::string_view rest) const;
    void leave() { daemon_ = nullptr; }

private:
    Upload(Daemon& daemon, std::string id) : daemon_(&daemon), id_(std::move(id)) { }

    Daemon* daemon_;
    std::string id_;
};

} // namespace furtka::cli
