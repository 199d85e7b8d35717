// domain/gate.hpp — whether an app that was just brought up may be called well: a decision fed with looks at it.
#pragma once

#include "domain/container.hpp"
#include "domain/image_change.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct GateRules {
    std::chrono::milliseconds settle{30'000}; ///< how long all must be well without a break
    std::chrono::milliseconds timeout{180'000}; ///< when all must have been well for the first time; a health check that
                                                ///< needs longer by its own figures gets them, and the margin
    std::chrono::milliseconds health_margin{30'000};
    std::chrono::milliseconds early{10'000}; ///< so long after `up` a service may still end and be restarted …
    int early_restarts = 2; ///< … this often: others it needs may not be there yet
    bool check_ports = true;
    bool check_http = true;
    bool operator==(const GateRules&) const = default;
};

/// What a port of the app says.
struct PortAnswer {
    bool open = false; ///< takes a connection and keeps it
    int http_status = 0; ///< 0: it does not speak HTTP
    bool inside = false; ///< not published: asked at the container's own address, which others than this machine cannot
    bool operator==(const PortAnswer&) const = default;
};

/// A port by the service behind it, which stays the same when its container is another.
struct PortName {
    std::string service;
    std::uint16_t port = 0; ///< inside the container
    auto operator<=>(const PortName&) const = default;
};
using PortAnswers = std::map<PortName, PortAnswer>;

/// What must be there again.
struct GateService {
    std::string service;
    int replicas = 1; ///< that ran
    bool need_health = true; ///< false: its health was bad before already
    std::optional<ImageId> image; ///< that each replica must run; none: any
    bool operator==(const GateService&) const = default;
};
struct GateBaseline {
    std::vector<GateService> services; ///< those that ran
    PortAnswers ports; ///< those that answered
    std::map<ContainerId, int> restarts; ///< that containers had already; one that is not here began with none
    bool operator==(const GateBaseline&) const = default;
};

struct GateSample {
    std::chrono::milliseconds at{0}; ///< since `up` ended
    std::vector<Container> containers; ///< of the app, inspected
    PortAnswers ports; ///< of the baseline's; one that could not be asked is absent
};

struct GateFault {
    std::string key; ///< `exited`, `out_of_memory`, `restarts`, `unhealthy`, `port_silent`, `http_changed`, `not_applied`, …
    std::string message; ///< `web ended with exit code 1`
    std::string service;
    std::optional<ContainerId> container; ///< whose last lines may tell more
    std::optional<int> exit_code;
    bool operator==(const GateFault&) const = default;
};

enum class GateVerdict { wait, passed, failed };

/// Sees the samples of one start in their order.
class GateJudge {
public:
    GateJudge(GateRules rules, GateBaseline baseline) : rules_(rules), baseline_(std::move(baseline)) { }

    GateVerdict look(const GateSample& sample);

    /// Why it failed, or what it waits for.
    const std::optional<GateFault>& fault() const { return fault_; }
    /// Sentences for the owner once it passed: `web: healthy`, `web: port 8080 answers with HTTP 200`.
    const std::vector<std::string>& proof() const { return proof_; }
    /// How much of the app was well at the last look: of two bad states the one with more is the better.
    int well() const { return well_; }

private:
    std::optional<GateFault> judge_service(const GateService& wanted, const GateSample& sample, GateVerdict& verdict);
    std::optional<GateFault> judge_container(
        const GateService& wanted, const Container& container, const GateSample& sample, GateVerdict& verdict);
    std::optional<GateFault> judge_port(const PortName& name, const PortAnswer& before, const GateSample& sample) const;
    void note(GateVerdict verdict, std::optional<GateFault> fault);
    std::vector<std::string> proof_of(const GateSample& sample) const;

    GateRules rules_;
    GateBaseline baseline_;
    std::optional<GateFault> fault_;
    std::optional<std::chrono::milliseconds> well_since_;
    std::map<ContainerId, int> restarts_; ///< at the last look
    std::chrono::milliseconds health_limit_{0}; ///< the longest of the containers seen
    std::vector<std::string> proof_;
    int well_ = 0;
};

/// What must be there again after an exchange of images: the services of `containers` that run, any image, and the ports
/// that answered. `one_shots` end by themselves and are left out.
GateBaseline gate_baseline(
    const std::vector<Container>& containers, const std::vector<std::string>& one_shots, PortAnswers ports);

/// The same, each service with the image it must run: of `images` (by service) where it is named there, else any.
GateBaseline with_images(GateBaseline baseline, const std::map<std::string, ImageId>& images);

/// Whether two answers are of one kind: both good (2xx, 3xx), or of the same hundred. A server error before asks for
/// nothing.
bool same_http_class(int before, int now);

} // namespace furtka
