// support/fake_engine.hpp — an engine with state: containers, images, volumes, networks, and a registry to pull from.
#pragma once

#include "ports/containers.hpp"
#include "ports/engine.hpp"
#include "ports/images.hpp"
#include "ports/volumes.hpp"
#include "support/fake_calls.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::test {

/// `sha256:` and the word's letters repeated to 64 hexadecimal digits: `image_id("a")`.
ImageId image_id(std::string_view word);

/// Recorded: `pull nginx:1`, `tag nginx:1` and `untag nginx:1` (the name given or taken away), `drop sha256:…`,
/// `ensure furtka_blog_data`, `remove volume furtka_blog_data`, `remove container blog-web-1`.
/// Looks, which can fail and be held but are not recorded: `list`, `list blog`, `publishers 8080/tcp`, `inspect c1`, `logs
/// c1`, `find nginx:1`, `volume furtka_blog_data`, `volumes`, `volumes blog`, `info`, `follow`, `subnets`, `networks blog`,
/// `own tags blog`.
/// Image references are keys in the short form a person writes, with tag: `nginx:1`, `127.0.0.1:5000/web:latest`.
class FakeEngine : public Containers, public Images, public Volumes, public Engine, public FakeCalls {
public:
    struct Volume {
        std::string app; ///< label; empty: no label of Furtka's
        std::string short_name;
        bool in_use = false;
        std::string project{}; ///< Compose's label
    };
    struct Network {
        std::string name;
        std::string project; ///< label; empty: none
        Subnet subnet;
        std::vector<ContainerId> members{};
    };

    // The world. Tests read and change it freely.
    std::vector<Container> containers;
    std::map<std::string, Image> images; ///< on the engine, by reference
    std::vector<Image> untagged; ///< on the engine without a name
    std::map<std::string, Image> registry; ///< what a pull brings, by reference
    std::map<std::string, Volume> volumes; ///< by name
    std::vector<Network> nets;
    std::map<std::string, std::vector<std::string>> output; ///< log lines, by container id
    EngineInfo about; ///< what `info` answers; made valid by the constructor
    bool tells_sizes = true; ///< of layers; a containerd image store tells none of a layer that comes at once

    FakeEngine();

    void has_image(const std::string& ref, ImageId id);
    void registry_has(const std::string& ref, ImageId id);
    /// A running container of a service from the engine's image of `ref` (or from `ref` in the registry, which is then on
    /// the engine too). Replaces the service's containers with that number; tells `start`. Returns its id.
    ContainerId runs(const std::string& project, const std::string& service, const std::string& ref, int number = 1);

    /// The container with that id; throws when there is none.
    Container& container(const ContainerId& id);
    /// Changes the state, then tells the event.
    void ends(const ContainerId& id, int exit_code);
    void starts(const ContainerId& id);
    void turns(const ContainerId& id, Health health);
    void goes(const ContainerId& id); ///< destroyed
    void takes_away(const std::string& project); ///< all its containers and networks

    /// Delivers an event to the followers at once.
    void emit(const EngineEvent& event);
    std::size_t followers() const { return followers_->size(); }

    /// The engine stops answering: every call is `engine_unreachable`, followers end.
    void goes_down();
    void comes_back() { down_ = false; }

    // Containers
    Task<Result<std::vector<Container>>> list(std::optional<std::string> project) override;
    Task<Result<Container>> inspect(ContainerId id) override;
    Task<Result<std::vector<Container>>> publishers(std::uint16_t port, std::string protocol) override;
    Task<Result<void>> logs(ContainerId id, LogRequest request, LogLineSink sink) override;
    Task<Result<void>> remove(ContainerId id) override;
    // Images
    Task<Result<std::optional<Image>>> find(ImageRef ref) override;
    Task<Result<void>> pull(ImageRef ref, PullLimits limits, PullLineSink sink) override;
    Task<Result<std::optional<Image>>> find_id(ImageId id) override;
    Task<Result<void>> tag(ImageId id, ImageRef ref) override;
    Task<Result<void>> untag(ImageRef ref) override;
    Task<Result<void>> drop_untagged(ImageId id) override;
    Task<Result<std::vector<ImageRef>>> own_tags(std::string app) override;
    // Volumes
    Task<Result<bool>> exists(std::string name) override;
    Task<Result<Created>> ensure(AppName app, std::string short_name) override;
    Task<Result<std::vector<std::string>>> names() override;
    Task<Result<std::vector<std::string>>> of_app(AppName app) override;
    Task<Result<void>> remove(std::string name) override;
    Task<Result<void>> remove_of_project(AppName app, std::string name) override;
    // Engine
    Task<Result<EngineInfo>> info() override;
    Task<Result<void>> follow(std::function<void()> opened, std::function<void(const EngineEvent&)> sink) override;
    Task<Result<std::vector<Subnet>>> subnets_in_use() override;
    Task<Result<std::vector<std::string>>> networks_of(std::string project) override;
    Task<Result<void>> remove_networks(std::string project) override;

private:
    struct Follower {
        std::function<void(const EngineEvent&)> sink;
        boost::asio::steady_timer* end;
    };
    // Shared with the coroutines that follow, which may end after this object or never resume.
    using Followers = std::list<Follower>;
    Task<Result<void>> asked(std::string call);
    Task<Result<void>> told(std::string call);
    void tell(const Container& container, std::string action);
    void point(const std::string& key, Image image);
    Result<void> erase_volume(const std::string& name, const std::function<bool(const Volume&)>& own);
    bool in_use(const ImageId& id) const;
    bool has_name(const ImageId& id) const;
    std::vector<Container>::iterator find_container(const ContainerId& id);

    std::shared_ptr<Followers> followers_ = std::make_shared<Followers>();
    bool down_ = false;
    int made_ = 0;
    std::chrono::nanoseconds clock_{1'700'000'000'000'000'000};
};

} // namespace furtka::test
