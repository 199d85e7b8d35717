#include "domain/image_document.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

ImageDocument index_of(std::vector<Platform> platforms)
{
    ImageDocument index{.is_index = true};
    for (auto& platform : platforms) index.platforms.push_back({.digest = {to_text(platform)}, .platform = platform});
    return index;
}

std::string chosen(const ImageDocument& index, const Platform& wanted)
{
    const auto digest = platform_digest(index, wanted);
    return digest ? digest->text : "none";
}

TEST(ImageDocument, IsReadFromAnIndexWithoutItsAttestations)
{
    const auto index = parse_image_document(R"({"schemaVersion":2,"manifests":[
        {"digest":"sha256:a","platform":{"os":"linux","architecture":"arm","variant":"v7"}},
        {"digest":"sha256:b","platform":{"os":"unknown","architecture":"unknown"}},
        {"digest":"sha256:c"}, 7]})");

    ASSERT_TRUE(index) << index.error().message;
    EXPECT_TRUE(index->is_index);
    EXPECT_EQ(index->platforms,
        (std::vector<IndexEntry>{
            {.digest = {"sha256:a"}, .platform = {.os = "linux", .architecture = "arm", .variant = "v7"}}}));
}

TEST(ImageDocument, IsReadFromAManifest)
{
    const auto manifest = parse_image_document(
        R"({"config":{"digest":"sha256:c","size":10},"layers":[{"digest":"sha256:1","size":7},{"digest":"sha256:2"}]})");

    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(*manifest, (ImageDocument{.config = {"sha256:c", 10}, .layers = {{"sha256:1", 7}, {"sha256:2", 0}}}));
}

TEST(ImageDocument, IsNotJustAnything)
{
    for (const auto* text : {"", "[]", "{}", "{\"layers\":[]}", "<html>"}) {
        const auto read = parse_image_document(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().key, "registry_error");
    }
}

TEST(PlatformDigest, TakesWhatTheEngineWouldTake)
{
    const Platform amd64{.architecture = "amd64"};
    const Platform v7{.architecture = "arm", .variant = "v7"};
    const auto arm = index_of({{.architecture = "arm", .variant = "v5"}, {.architecture = "arm", .variant = "v6"},
        {.architecture = "arm", .variant = "v8"}});

    EXPECT_EQ(chosen(index_of({{.architecture = "arm64"}, amd64}), amd64), "linux/amd64");
    EXPECT_EQ(chosen(index_of({{.architecture = "arm64"}}), amd64), "none");
    EXPECT_EQ(chosen(index_of({{.os = "windows", .architecture = "amd64"}}), amd64), "none");
    EXPECT_EQ(chosen(index_of({{.architecture = "arm64", .variant = "v8"}}), {.architecture = "arm64"}), "linux/arm64/v8");
    EXPECT_EQ(chosen(arm, v7), "linux/arm/v6") << "the highest that runs there";
    EXPECT_EQ(chosen(index_of({{.architecture = "amd64", .variant = "v3"}, amd64}), amd64), "linux/amd64");
}

} // namespace
} // namespace furtka
