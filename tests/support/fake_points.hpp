// support/fake_points.hpp — recovery points, the history and ports seen from outside, in memory.
#pragma once

#include "ports/history.hpp"
#include "ports/probe.hpp"
#include "ports/recovery_points.hpp"
#include "support/fake_calls.hpp"
#include "support/fake_folders.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka::test {

/// Nothing answers until the test says what does.
class FakeProbe final : public Probe {
public:
    std::function<PortAnswer(const ProbeTarget&)> answers;
    std::vector<ProbeTarget> asked;

    Task<PortAnswer> ask(ProbeTarget target, std::chrono::milliseconds limit) override;
};

/// Recorded: `add blog done`, `refuse blog nginx:1`, `accept blog`.
class FakeHistory final : public History, public FakeCalls {
public:
    std::vector<HistoryEntry> entries; ///< the oldest first
    std::vector<RefusedImage> images;

    Task<Result<void>> add(HistoryEntry entry) override;
    Task<Result<std::vector<HistoryEntry>>> list(std::optional<std::string> app, std::size_t most) override;
    Task<Result<void>> refuse(RefusedImage image) override;
    Task<Result<void>> accept(std::string app, ImageId image) override;
    Task<Result<std::vector<RefusedImage>>> refused() override;
};

/// A point's files can be read from `sources` at `/points/<app>/<number>`. Recorded: `write blog 1`, `remove blog 1`,
/// `remove_all blog`.
class FakeRecoveryPoints final : public RecoveryPoints, public FakeCalls {
public:
    FakeRecoveryPoints(FakeAppSources& sources, FakeInstalledApps& folders) : sources_(sources), folders_(folders) { }

    std::map<std::string, std::map<int, StoredPoint>> points;
    std::vector<std::string> data; ///< of the last `write`

    Task<Result<std::vector<RecoveryPoint>>> list(AppName app) override;
    Task<Result<void>> write(RecoveryPoint point, std::filesystem::path folder, std::vector<std::string> data) override;
    Task<Result<StoredPoint>> read(AppName app, int number) override;
    Task<Result<void>> remove(AppName app, int number) override;
    Task<Result<void>> remove_all(AppName app) override;

private:
    FakeAppSources& sources_;
    FakeInstalledApps& folders_;
};

} // namespace furtka::test
