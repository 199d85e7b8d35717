#include "services/live_stats.hpp"

#include "async/timeout.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace furtka {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_containers = 32; // of one app

} // namespace

/// One stream of the engine. It outlives its place in the table until its task has ended.
struct LiveStats::Stream {
    std::string id;
    std::size_t viewers = 0;
    bool ended = false;
    std::optional<StatsSample> last;
    asio::cancellation_signal stop;
};

/// The streams one viewer looks at; leaves them when it goes, however it goes.
class LiveStats::Watching {
public:
    explicit Watching(LiveStats& stats) : stats_(stats) { }
    ~Watching()
    {
        for (const auto& [id, stream] : streams_) stats_.leave(stream);
    }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;

    const Stream& of(const ContainerId& id)
    {
        auto& stream = streams_[id.text];
        if (stream && stream->ended) stats_.leave(std::exchange(stream, nullptr));
        if (!stream) stream = stats_.watch(id);
        return *stream;
    }

    void keep_only(const std::vector<std::string>& ids)
    {
        std::erase_if(streams_, [&](const auto& entry) {
            const bool gone = std::ranges::find(ids, entry.first) == ids.end();
            if (gone) stats_.leave(entry.second);
            return gone;
        });
    }

private:
    LiveStats& stats_;
    Streams streams_;
};

LiveStats::LiveStats(
    asio::any_io_executor executor, ContainerStats& stats, const LivePicture& picture, std::chrono::milliseconds pace)
    : executor_(std::move(executor)), stats_(stats), picture_(picture), pace_(pace)
{
}

LiveStats::~LiveStats() = default;

std::shared_ptr<LiveStats::Stream> LiveStats::watch(const ContainerId& id)
{
    auto& place = streams_[id.text];
    const bool begins = !place || place->ended; // one that ended may still be looked at by others
    if (begins) {
        place = std::make_shared<Stream>();
        place->id = id.text;
    }
    const auto known = place;
    ++known->viewers; // before the stream begins: its first sample may come at once, and asks whether anybody looks
    if (begins) {
        StatsSink sink = [stream = known](const StatsSample& sample) {
            stream->last = sample;
            return stream->viewers > 0;
        };
        auto ended = [stream = known](const std::exception_ptr&, const Result<void>&) { stream->ended = true; };
        asio::co_spawn(executor_, stats_.follow(id, std::move(sink)),
            asio::bind_cancellation_slot(known->stop.slot(), std::move(ended)));
    }
    return known;
}

void LiveStats::leave(const std::shared_ptr<Stream>& stream)
{
    if (--stream->viewers > 0) return;
    const auto known = streams_.find(stream->id);
    if (known != streams_.end() && known->second == stream) streams_.erase(known);
    // Not from here: this may be the end of a coroutine that is being destroyed.
    asio::post(executor_, [stream] {
        if (!stream->ended) stream->stop.emit(asio::cancellation_type::all);
    });
}

std::vector<ServiceStats> LiveStats::samples_of(const std::string& app, Watching& watching)
{
    std::vector<ServiceStats> samples;
    std::vector<std::string> ids;
    const auto* view = picture_.find(app);
    if (view == nullptr) return samples;
    for (const auto& container : view->containers) {
        if (!container.runs() || ids.size() == most_containers) continue;
        ids.push_back(container.id.text);
        const auto& stream = watching.of(container.id);
        if (stream.last) samples.push_back({container.service, container.id.text, *stream.last});
    }
    watching.keep_only(ids);
    return samples;
}

Task<void> LiveStats::follow(std::string app, std::function<Task<bool>(std::vector<ServiceStats>)> sink)
{
    Watching watching(*this);
    while (picture_.find(app) != nullptr) {
        auto samples = samples_of(app, watching);
        const bool wanted = co_await sink(std::move(samples));
        if (!wanted) co_return;
        const auto slept = co_await sleep_for(pace_);
        if (!slept) co_return;
    }
}

} // namespace furtka
