// What moving in and moving out rely on: images and data copied out of an engine and into it, and containers of others.
#include "engine_world.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <unistd.h>

namespace furtka::contract {
namespace {

using namespace std::chrono_literals;

template <class T>
std::string outcome_of(const Result<T>& result)
{
    return result ? "success" : result.error().key;
}

/// A tar (POSIX.1-1988, ustar) of the folder `place/` and one file in it.
std::string tar_with(const std::string& file, const std::string& content)
{
    const auto header = [](const std::string& name, std::size_t size, char kind, unsigned mode) {
        std::array<char, 512> block{};
        const auto put = [&](std::size_t at, const std::string& text) {
            std::ranges::copy(text, block.begin() + static_cast<std::ptrdiff_t>(at));
        };
        std::array<char, 32> number{};
        const auto octal = [&](int digits, std::size_t value) {
            (void)std::snprintf(number.data(), number.size(), "%0*zo", digits, value);
            return std::string(number.data());
        };
        put(0, name);
        put(100, octal(7, mode));
        put(108, octal(7, 1000));
        put(116, octal(7, 33));
        put(124, octal(11, size));
        put(136, octal(11, 0));
        put(148, "        ");
        block[156] = kind;
        put(257,
            std::string("ustar\0"
                        "00",
                8));
        std::size_t sum = 0;
        for (const char byte : block) sum += static_cast<unsigned char>(byte);
        put(148, octal(6, sum) + std::string("\0 ", 2));
        return std::string(block.begin(), block.end());
    };
    std::string body = content;
    body.resize((body.size() + 511) / 512 * 512, '\0');
    return header("place/", 0, '5', 0750) + header("place/" + file, content.size(), '0', 0640) + body
        + std::string(1024, '\0');
}

class CopiesOfAnApp : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        std::string why;
        world_ = std::string(GetParam()) == "fake" ? fake_world(io_) : real_world(io_, why);
        if (!world_) GTEST_SKIP() << why;
        world_->clears(app_.text(), made_);
        image_ = world_->image("1");
        ASSERT_EQ(outcome_of(now(world_->images().pull(image_, {}, nullptr))), "success");
    }
    void TearDown() override
    {
        if (world_) world_->clears(app_.text(), made_);
    }

    template <class T>
    T now(Task<T> task)
    {
        return run(io_, std::move(task), 60s);
    }

    CopySink into(std::string& all)
    {
        return [&all](std::string piece) -> Task<Result<void>> {
            all += piece;
            co_return Result<void>{};
        };
    }
    static CopySource out_of(std::string all)
    {
        return [all = std::move(all)]() mutable -> Task<Result<std::string>> { co_return std::exchange(all, ""); };
    }
    CopiedPlace place(const std::string& volume)
    {
        return {app_, false, volume, now(world_->images().find(image_)).value()->id};
    }
    std::vector<Container> containers() { return now(world_->containers().list(std::nullopt)).value(); }

    boost::asio::io_context io_{1};
    std::unique_ptr<EngineWorld> world_;

    ImageRef image_;
    AppName app_ = AppName::parse("copies-" + std::to_string(::getpid())).value();
    std::string data_ = volume_name(app_, "data");
    std::string cache_ = app_.text() + "_cache";
    std::vector<std::string> made_{data_, cache_};
};

TEST_P(CopiesOfAnApp, BringAnImageBackThatWasTakenAway)
{
    auto& images = world_->images();
    const auto before = now(images.find(image_)).value();
    ASSERT_TRUE(before);
    std::string archive;
    ASSERT_EQ(outcome_of(now(world_->copies().save_images({image_}, into(archive)))), "success");
    EXPECT_FALSE(archive.empty());

    ASSERT_EQ(outcome_of(now(world_->copies().drop_image(image_))), "success");
    EXPECT_FALSE(now(images.find(image_)).value());
    EXPECT_EQ(outcome_of(now(world_->copies().drop_image(image_))), "success") << "an absent one is a dropped one";

    ASSERT_EQ(outcome_of(now(world_->copies().load_images(out_of(archive)))), "success");
    const auto after = now(images.find(image_)).value();
    ASSERT_TRUE(after);
    EXPECT_EQ(after->id, before->id);
}

TEST_P(CopiesOfAnApp, BringDataIntoAVolumeAndOutOfIt)
{
    ASSERT_EQ(outcome_of(now(world_->volumes().ensure(app_, "data"))), "success");
    const auto there = containers().size();
    ASSERT_EQ(
        outcome_of(now(world_->copies().write_place(place(data_), out_of(tar_with("letter", "dear reader"))))), "success");
    std::string read;
    ASSERT_EQ(outcome_of(now(world_->copies().read_place(place(data_), into(read)))), "success");
    EXPECT_TRUE(read.contains("place/letter"));
    EXPECT_TRUE(read.contains("dear reader"));
    EXPECT_TRUE(read.contains("0000640") || read.contains("0100640")) << "its mode";
    EXPECT_TRUE(read.contains("0001750")) << "its owner, 1000 in octal";
    EXPECT_EQ(containers().size(), there) << "no helper is left";
    EXPECT_EQ(outcome_of(now(world_->copies().remove_helpers(app_))), "success");
}

TEST_P(CopiesOfAnApp, EndWithTheErrorOfWhoGivesOrTakes)
{
    ASSERT_EQ(outcome_of(now(world_->volumes().ensure(app_, "data"))), "success");
    const auto there = containers().size();
    const Error own{.kind = ErrorKind::no_space, .key = "own_error", .message = "no more"};
    const CopySink full = [own](std::string) -> Task<Result<void>> { co_return fail(own); };
    const CopySource broken = [own]() -> Task<Result<std::string>> { co_return fail(own); };
    EXPECT_EQ(outcome_of(now(world_->copies().save_images({image_}, full))), "own_error");
    EXPECT_EQ(outcome_of(now(world_->copies().read_place(place(data_), full))), "own_error");
    EXPECT_EQ(outcome_of(now(world_->copies().write_place(place(data_), broken))), "own_error");
    EXPECT_EQ(outcome_of(now(world_->copies().load_images(broken))), "own_error");
    EXPECT_EQ(containers().size(), there);
}

TEST_P(CopiesOfAnApp, MakeAVolumeAsComposeWould)
{
    ASSERT_EQ(outcome_of(now(world_->copies().make_project_volume(app_, "cache"))), "success");
    EXPECT_EQ(now(world_->volumes().exists(cache_)), true);
    EXPECT_EQ(outcome_of(now(world_->volumes().remove(cache_))), "success") << "it is the app's, so it goes with it";
}

TEST_P(CopiesOfAnApp, MakeAVolumeByAnyNameForTheApp)
{
    const auto name = app_.text() + ".shelf";
    ASSERT_EQ(outcome_of(now(world_->copies().make_external_volume(app_, name))), "success");
    EXPECT_EQ(now(world_->volumes().of_app(app_)), std::vector<std::string>{name});
    EXPECT_EQ(outcome_of(now(world_->volumes().remove(name))), "success") << "it is the app's, so it goes with it";
}

class ContainersOfOthers : public CopiesOfAnApp {
protected:
    std::vector<ContainerId> listed(std::vector<std::string> left_out = {})
    {
        std::vector<ContainerId> ids;
        for (const auto& each : now(world_->foreign().list(std::move(left_out))).value()) ids.push_back(each.container.id);
        return ids;
    }
    bool runs(const ContainerId& id) { return now(world_->foreign().inspect(id)).value().container.runs(); }
    bool is_listed(const ContainerId& id, std::vector<std::string> left_out = {})
    {
        const auto ids = listed(std::move(left_out));
        return std::ranges::find(ids, id) != ids.end();
    }
};

TEST_P(ContainersOfOthers, AreStoppedStartedAndRemovedOnlyAsAsked)
{
    auto& foreign = world_->foreign();
    const auto id = world_->runs(app_.text(), "web", "");
    EXPECT_TRUE(is_listed(id));
    EXPECT_FALSE(is_listed(id, {app_.text()}));
    EXPECT_EQ(now(foreign.inspect(id)).value().restart.name, "no");

    ASSERT_EQ(outcome_of(now(foreign.set_restart(id, {"on-failure", 3}))), "success");
    EXPECT_EQ(now(foreign.inspect(id)).value().restart, (RestartPolicy{"on-failure", 3}));
    ASSERT_EQ(outcome_of(now(foreign.set_restart(id, {"no", 0}))), "success");
    EXPECT_EQ(now(foreign.inspect(id)).value().restart, (RestartPolicy{"no", 0}));

    EXPECT_EQ(outcome_of(now(foreign.start(id))), "success") << "it runs already";
    EXPECT_EQ(outcome_of(now(foreign.remove(id))), "container_running");
    world_->ends(id, 0);
    EXPECT_FALSE(runs(id));
    EXPECT_EQ(outcome_of(now(foreign.stop(id))), "success") << "it does not run any more";
    EXPECT_EQ(outcome_of(now(foreign.start(id))), "success");
    EXPECT_EQ(outcome_of(now(foreign.stop(id))), "success");
    EXPECT_FALSE(runs(id));

    EXPECT_EQ(outcome_of(now(foreign.remove(id))), "success");
    EXPECT_FALSE(is_listed(id));
    EXPECT_EQ(outcome_of(now(foreign.remove(id))), "success") << "an absent one is a removed one";
    for (const auto call : {&ForeignContainers::stop, &ForeignContainers::start})
        EXPECT_EQ(outcome_of(now((foreign.*call)(id))), "container_unknown");
    EXPECT_EQ(outcome_of(now(foreign.inspect(id))), "container_unknown");
}

INSTANTIATE_TEST_SUITE_P(
    Contract, CopiesOfAnApp, testing::Values("fake", "real"), [](const auto& info) { return std::string(info.param); });
INSTANTIATE_TEST_SUITE_P(
    Contract, ContainersOfOthers, testing::Values("fake", "real"), [](const auto& info) { return std::string(info.param); });

} // namespace
} // namespace furtka::contract
