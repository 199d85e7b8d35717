#include "api/audit_note.hpp"

#include "api/credentials.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <utility>

namespace furtka::api {
namespace {

constexpr std::size_t longest_name = 100;

} // namespace

void AuditNote::started(std::uint64_t job)
{
    job_ = job;
    write("started");
}

void AuditNote::ended(std::string result) { write(std::move(result)); }

void AuditNote::write(std::string result)
{
    if (std::exchange(written_, true)) return;
    const bool known = !user_.empty() || (caller_ != nullptr && caller_->kind != Caller::Kind::nobody);
    log_.add({.at = clock_.now(),
        .known = known,
        .who = !user_.empty() ? user_ : who(caller_ == nullptr ? Caller{} : *caller_),
        .from = origin_text(peer_),
        .what = fmt::format("{} {}", method_, path_),
        .app = to_utf8(about_.substr(0, longest_name)),
        .job = job_,
        .result = std::move(result)});
}

} // namespace furtka::api
