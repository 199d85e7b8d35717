// domain/names.hpp — the names things go by.
#pragma once

#include "base/result.hpp"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace furtka {

/// The name of an app: `^[a-z][a-z0-9_-]*$`, at most 63 characters. Also its folder and its compose project.
class AppName {
public:
    /// invalid `app_name`: the text is not such a name.
    static Result<AppName> parse(std::string_view text);

    const std::string& text() const { return text_; }
    auto operator<=>(const AppName&) const = default;

private:
    explicit AppName(std::string text) : text_(std::move(text)) { }
    std::string text_;
};

/// An image as the engine knows it: `sha256:` and 64 hexadecimal digits. Classic image store: the config digest;
/// containerd image store: the manifest or index digest. Only compared for equality, on one engine.
struct ImageId {
    std::string text;
    auto operator<=>(const ImageId&) const = default;
    bool empty() const { return text.empty(); }
};

/// A container's full id.
struct ContainerId {
    std::string text;
    auto operator<=>(const ContainerId&) const = default;
};

/// `sha256:…` of a manifest or index in a registry.
struct Digest {
    std::string text;
    auto operator<=>(const Digest&) const = default;
};

/// The engine's name for an app's volume: `furtka_<app>_<short>`.
std::string volume_name(const AppName& app, std::string_view short_name);

} // namespace furtka

template <>
struct std::hash<furtka::AppName> {
    std::size_t operator()(const furtka::AppName& name) const noexcept { return std::hash<std::string>{}(name.text()); }
};
